"""Who calls: the token in the header, what it may do, how much it has sent, and what kind of body it brings."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security.base import AuthBase

from billing_platform.api import rates
from billing_platform.api.operations.admission import Caller, admit_token
from billing_platform.api.refusals import (
    BodyTooLarge,
    PermissionMissing,
    ScopeMissing,
    TokenMissing,
    UnknownParameter,
    WrongContentType,
)
from common.errors import Refusal
from people.origin import client_address
from people.permissions import Permission
from tenants import border
from tenants.border import OrganizationRef

SCHEME = "bearer"


class ApiRequest(HttpRequest):
    """A request behind the gate; what an endpoint is given."""

    auth: Caller
    organization: OrganizationRef


class Token(AuthBase):
    """The gate of one operation: the permission it needs, the parameters it knows, and its body ("" for none)."""

    openapi_type = "http"
    openapi_scheme = SCHEME
    openapi_description = "A token of My account → API tokens, or of a service account."

    def __init__(
        self, permission: Permission, parameters: frozenset[str], takes: str = "", most_bytes: int = 0
    ) -> None:
        super().__init__()
        self.permission, self.parameters, self.takes, self.most_bytes = permission, parameters, takes, most_bytes

    def __call__(self, request: HttpRequest) -> Caller:
        """Admit the caller as the acting one, or refuse. A session's cookie is not looked at."""
        caller = _admitted(request)
        border.act_as(caller.actor)
        _within(request, rates.allowance(border.present_organization().schema_name, str(caller.token)))
        refuse_without(caller, self.permission)
        self._check_parameters(request)
        self._check_body(request)
        return caller

    def _check_parameters(self, request: HttpRequest) -> None:
        unknown = sorted(set(request.GET) - self.parameters)
        if unknown:
            allowed = f"Known: {', '.join(sorted(self.parameters))}." if self.parameters else "It takes none."
            raise UnknownParameter(f"There is no parameter {unknown[0][:40]!r} here. {allowed}", field=unknown[0][:40])

    def _check_body(self, request: HttpRequest) -> None:
        if not self.takes:
            return
        if request.content_type != self.takes:
            raise WrongContentType(f"Send the body as {self.takes}.")
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > self.most_bytes:
            raise BodyTooLarge(f"The body may have at most {self.most_bytes:,} bytes.")


def _admitted(request: HttpRequest) -> Caller:
    """Who the token admits. Requests that none admits are counted by their address, and too many of them are 429."""
    address = client_address(request)
    try:
        return admit_token(_token_of(request), address)
    except Refusal:
        _within(request, rates.allowance_of_strangers(address))
        raise


def _within(request: HttpRequest, allowed: rates.Allowance | None) -> None:
    request.allowance = allowed  # type: ignore[attr-defined]
    rates.check(allowed)


def refuse_without(caller: Caller, permission: Permission) -> None:
    """403 for a token without the scope, or whose owner lacks the permission."""
    if permission in caller.scopes:
        return
    if permission in caller.may:
        raise ScopeMissing(f"The token lacks the scope {permission.value}. Make one that has it.")
    raise PermissionMissing(f"The token’s owner may not {permission.words}. An admin can change that.")


def _token_of(request: HttpRequest) -> str:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME or not text.strip():
        raise TokenMissing("Send a token: the header “Authorization: Bearer …”.")
    return text.strip()
