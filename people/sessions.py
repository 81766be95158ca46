"""Sessions of signed-in people, each bound to the one organization it was begun in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from people.access import PersonRequest
from people.devices import device_words
from people.models import Account
from people.operations.second_factor import has_second_factor
from people.origin import client_address
from people.session_store import ADDRESS, BEGAN, DEVICE, SEEN
from tenants import border
from tenants.models import now

ORGANIZATION_KEY = "organization"
PENDING = "second_step"
PENDING_LASTS = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=5)


def let_in(request: HttpRequest, account: Account, destination: str) -> HttpResponse:
    """After the password: begin the session and go on, or ask for the second factor first where there is one."""
    if not has_second_factor(account):
        begin_session(request, account)
        return redirect(destination)
    request.session.flush()
    request.session[PENDING] = {
        "account": account.pk, "password": account.get_session_auth_hash(), "at": now().isoformat(),
        ORGANIZATION_KEY: str(border.present_organization().public_id),
    }  # fmt: skip
    return redirect(f"{resolve_url('people:second_step')}?{urlencode({'next': destination})}")


def pending_account(request: HttpRequest) -> Account | None:
    """Whose password was right in this browser within ten minutes and is the same still; None where nobody's."""
    pending = request.session.get(PENDING)
    if not pending or pending[ORGANIZATION_KEY] != str(border.present_organization().public_id):
        return None
    if now() - datetime.fromisoformat(pending["at"]) > PENDING_LASTS:
        return None
    account: Account | None = Account.objects.filter(pk=pending["account"], is_active=True).first()
    return account if account and account.get_session_auth_hash() == pending["password"] else None


def begin_session(request: HttpRequest, account: Account) -> None:
    """Sign the person in under a new session key, as the acting person from now on."""
    border.act_as(account.as_actor())
    request.session.pop(PENDING, None)
    login(request, account)
    at = now().isoformat()
    request.session.update(
        {
            ORGANIZATION_KEY: str(border.present_organization().public_id),
            BEGAN: at,
            SEEN: at,
            ADDRESS: client_address(request),
            DEVICE: device_words(request.headers.get("User-Agent", "")),
        }
    )


def note_seen(request: HttpRequest) -> None:
    """Remember that the session is in use, every five minutes at most; saved with the answer."""
    seen, at = request.session.get(SEEN), now()
    if not seen or at - datetime.fromisoformat(seen) > SEEN_EVERY:
        request.session[SEEN] = at.isoformat()


def is_bound_here(request: PersonRequest) -> bool:
    """Whether the session was begun in the organization whose door is open; one without a mark was not."""
    return bool(request.session.get(ORGANIZATION_KEY) == str(request.organization.public_id))
