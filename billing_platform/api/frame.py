"""The API itself: the parts that rooms add, every error as a problem, and the OpenAPI document of it all."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from billing_platform.api import problems
from common.errors import Refusal
from common.retry import busy

DESCRIPTION = (
    "The billing of one organization, at its own host. Every request names a token in the header Authorization;"
    " amounts are text with their currency, dates are ISO 8601, errors are problem documents (RFC 9457)."
)
OF_ALL = (401, 403, 422, 429, 503)
OF_WRITES = (400, 404, 409, 413, 415)
WRITES = frozenset({"put", "patch", "post", "delete"})


class ProblemSchema(Schema):
    """An error (RFC 9457). `type` names the kind, `errors` has sentences about single fields by their names."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: dict[str, list[str]] = {}


class Api(NinjaAPI):
    """The library's API with the problems of each operation in its document."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        document["components"]["schemas"]["Problem"] = ProblemSchema.model_json_schema()
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                operation["responses"] |= _problem_answers(_statuses(path, method, operation))
        return document


api = Api(title="Billing API", version="v1", description=DESCRIPTION, urls_namespace="api", docs_url=None)
PARTS: dict[str, Router] = {}


def serve(name: str, router: Router) -> None:
    """Add a room's endpoints under the tag `name`; called once by its `AppConfig.ready`."""
    if name not in PARTS:
        PARTS[name] = router
        api.add_router("", router, tags=[name])


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What the rules do not allow."""
    return problems.answer(problems.of_refusal(refusal), request, problems.headers_of(refusal))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Values that are not what their fields take."""
    return problems.answer(problems.of_validation(error), request)


@api.exception_handler(HttpError)
def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the library could not read."""
    return problems.answer(problems.of_http_error(error), request)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """An object that is not there, or not this organization's."""
    said = str(error)
    plain = problems.of_status(404)
    return problems.answer(problems.Problem(404, plain.code, said if said.endswith(".") else plain.detail), request)


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body beyond what any address takes."""
    return problems.answer(problems.of_status(413), request)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Rows that somebody else holds are a refusal; a defect goes on to where it is logged with its number."""
    refusal = busy(error)
    if refusal is None:
        raise error
    return refused(request, refusal)


def _statuses(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    """The statuses of the problems that an operation can answer with."""
    statuses = {*OF_ALL, *OF_WRITES} if method in WRITES else set(OF_ALL)
    if "{" in path:
        statuses.add(404)
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ())):
        statuses.add(412)
    return statuses


def _problem_answers(statuses: set[int]) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": problems.MEANINGS[status], "content": content} for status in sorted(statuses)}
