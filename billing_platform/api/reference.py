"""The reference of the API for people: the interactive page, and what each kind of problem means."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing_platform.api.problems import STATUS_OF, USUAL, title_of
from common.errors import Refusal


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: its code, the status it comes with, what it means."""

    code: str
    title: str
    status: str
    meaning: str


@require_safe
def interactive(request: HttpRequest) -> HttpResponse:
    """Every operation, to be tried with a token; it holds nothing of the organization."""
    return render(request, "api/docs.html")


@require_safe
def problem_types(request: HttpRequest) -> HttpResponse:
    """What the `type` of a problem document leads to."""
    return render(request, "api/problems.html", {"problems": known_problems()})


@cache
def known_problems() -> tuple[ProblemType, ...]:
    """Every refusal of the product by its code; all of them are loaded once the apps are."""
    found = {kind.code: kind for kind in _kinds(Refusal)}
    return tuple(_described(found[code]) for code in sorted(found))


def _kinds(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


def _described(kind: type[Refusal]) -> ProblemType:
    status = HTTPStatus(STATUS_OF.get(kind.code, USUAL))
    meaning = (inspect.getdoc(kind) or "").partition("\n\n")[0].replace("\n", " ")
    return ProblemType(kind.code, title_of(kind.code), f"{status.value} {status.phrase}", meaning)
