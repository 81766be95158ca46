"""What is asked and kept around a list: columns, filters, look, sums, saved views; as a dialog or a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from billing_platform.lists import shown
from billing_platform.lists.definition import ListDefinition
from billing_platform.lists.operations import (
    change_view,
    delete_view,
    may_share,
    moved,
    remember,
    restore_view,
    save_view,
)
from billing_platform.lists.page import context_of, path_of
from billing_platform.lists.queries import Kept, kept_by, list_key_of
from billing_platform.lists.refusals import MayNotShare, NameTaken, NoName
from billing_platform.lists.registry import list_of
from billing_platform.lists.rows import sums_of
from billing_platform.lists.state import (
    COLUMNS,
    DENSITIES,
    DENSITY,
    PAGE_SIZES,
    PLACES,
    SAVED,
    SIZE,
    ListState,
    state_of,
)
from common.ui.toasts import tell
from people.access import PersonRequest, refuse_without, signed_in_only
from people.permissions import Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """The list an address names, in the state its query says, and what the person keeps about it."""

    definition: ListDefinition
    state: ListState
    kept: Kept

    @property
    def list_url(self) -> str:
        return path_of(self.definition, self.state)

    def back(self, **dropped_and_set: str) -> HttpResponseRedirect:
        """To the list in its state, with parameters set anew; an empty one is dropped."""
        gone = [name for name, value in dropped_and_set.items() if not value]
        given = {name: value for name, value in dropped_and_set.items() if value}
        return HttpResponseRedirect(self.list_url + self.state.address(drop=(*PLACES, *gone), **given), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@signed_in_only
def columns(request: PersonRequest, key: str) -> HttpResponse:
    """Choose the columns and their order: remembered for the person, or set in an address that names columns itself."""
    asked = _asked(request, key)
    if request.method != "POST":
        return _chooser(request, asked, asked.state.columns, set(asked.state.columns))
    order, on = _order_of(asked, request.POST.getlist("order")), set(request.POST.getlist("on"))
    if move := request.POST.get("up") or request.POST.get("down"):
        return _chooser(request, asked, moved(order, move, -1 if "up" in request.POST else 1), on)
    chosen = [] if "reset" in request.POST else [each for each in order if each in on]
    if COLUMNS in dict(asked.state.parameters):
        return asked.back(columns=",".join(chosen))
    remember(request.user, key, columns=chosen)
    return asked.back()


@require_safe
@vary_on_headers("HX-Request")
@signed_in_only
def filters(request: PersonRequest, key: str) -> HttpResponse:
    """The form that narrows a list; it is sent to the list."""
    asked, context = _asked(request, key), context_of(request)
    names = tuple(shown.names_of_filters(asked.definition))
    values = {
        "groups": shown.filter_groups(asked.definition, asked.state, context),
        "kept": shown.kept_by(asked.state, replaced=names),
    }
    return _answered(request, asked, "filters", values)


@require_POST
@signed_in_only
def look(request: PersonRequest, key: str) -> HttpResponse:
    """Remember how many rows a page has, or how high they are."""
    asked, size, density = _asked(request, key), request.POST.get(SIZE, ""), request.POST.get(DENSITY, "")
    if size in map(str, PAGE_SIZES):
        remember(request.user, key, size=int(size))
    if density in DENSITIES:
        remember(request.user, key, density=density)
    return asked.back(**{SIZE: "", DENSITY: ""})


@require_safe
@vary_on_headers("HX-Request")
@signed_in_only
def sums(request: PersonRequest, key: str) -> HttpResponse:
    """What a long list adds up to: reads all of it, so it is asked for."""
    asked = _asked(request, key)
    return _answered(request, asked, "sums", {"sums": sums_of(asked.definition, asked.state, context_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@signed_in_only
def saved_views(request: PersonRequest, key: str) -> HttpResponse:
    """The saved views of a list; POST keeps the state of the address under a name."""
    asked = _asked(request, key)
    if request.method != "POST":
        return _answered(request, asked, "views", _views_of(request, asked))
    name, is_shared = request.POST.get("name", ""), bool(request.POST.get("is_shared"))
    try:
        with _forbidden_to_share():
            view = save_view(request.user, key, name, asked.state.to_keep, is_shared=is_shared)
    except (NameTaken, NoName) as refusal:
        typed = {"name": name, "is_shared": is_shared, "error": refusal.message}
        return _answered(request, asked, "views", {**_views_of(request, asked), **typed}, status=422)
    tell(request, f"View “{view.name}” saved{' for everybody' if view.is_shared else ''}.")
    return HttpResponseRedirect(f"{asked.list_url}?{view.query}&{SAVED}={view.public_id}", status=303)


@require_POST
@signed_in_only
def saved_view(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Rename a view, share it or not, or give it the state of the address."""
    asked = _asked(request, list_key_of(public_id, request.user.pk))
    changed: dict[str, Any] = {"query": asked.state.to_keep}
    if "overwrite" not in request.POST:
        changed = {"name": request.POST.get("name", ""), "is_shared": bool(request.POST.get("is_shared"))}
    with _forbidden_to_share():
        view = change_view(public_id, request.user, **changed)
    tell(request, f"View “{view.name}” changed.")
    return asked.back()


@require_POST
@signed_in_only
def deletion(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Delete a view; it can be brought back."""
    asked = _asked(request, list_key_of(public_id, request.user.pk))
    view = delete_view(public_id, request.user)
    undo = reverse("lists:view_restoration", args=(public_id,))
    tell(request, f"View “{view.name}” deleted.", undo_url=undo)
    return asked.back(**{SAVED: ""})


@require_POST
@signed_in_only
def restoration(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Bring a deleted view back."""
    asked = _asked(request, list_key_of(public_id, request.user.pk))
    with _forbidden_to_share():
        view = restore_view(public_id, request.user)
    tell(request, f"View “{view.name}” is back.")
    return HttpResponseRedirect(f"{asked.list_url}?{view.query}&{SAVED}={view.public_id}", status=303)


@require_POST
@signed_in_only
def start(request: PersonRequest, key: str) -> HttpResponse:
    """Open the list like this from now on, or as it is again."""
    asked = _asked(request, key)
    query = "" if "forget" in request.POST else asked.state.to_open
    remember(request.user, key, start=query)
    tell(request, "This list opens like this from now on." if query else "This list opens with all rows again.")
    return asked.back()


def _asked(request: PersonRequest, key: str) -> Asked:
    """404 for no list, 403 without its permission."""
    definition = list_of(key)
    if definition is None:
        raise Http404("There is no such list.")
    refuse_without(request.user, definition.permission)
    kept = kept_by(request.user.pk, key)
    return Asked(definition, state_of(definition, request.GET, kept.look), kept)


@contextmanager
def _forbidden_to_share() -> Iterator[None]:
    """403 for who only looks and shares."""
    try:
        yield
    except MayNotShare as refusal:
        raise PermissionDenied(refusal.message) from refusal


def _chooser(request: PersonRequest, asked: Asked, order: list[str] | tuple[str, ...], on: set[str]) -> HttpResponse:
    choices = shown.column_choices(asked.definition, _order_of(asked, order), on)
    seen = {column.key for column in asked.definition.columns_for(context_of(request))}
    values = {
        "choices": [each for each in choices if each.key in seen],
        "is_of_address": COLUMNS in dict(asked.state.parameters),
    }
    return _answered(request, asked, "columns", values)


def _order_of(asked: Asked, order: list[str] | tuple[str, ...]) -> list[str]:
    """Every column once: those named first, the others behind them."""
    known = [column.key for column in asked.definition.columns]
    return list(dict.fromkeys([*(each for each in order if each in known), *known]))


def _views_of(request: PersonRequest, asked: Asked) -> dict[str, Any]:
    can_change = request.user.may(Permission.MANAGE_MEMBERS)
    typed = {"name": "", "is_shared": False, "error": ""}
    link = request.build_absolute_uri(f"{asked.list_url}?{asked.state.spelled_out}")
    about = {"kept": asked.kept, "link": link, "is_start": asked.kept.start != "", "can_change_shared": can_change}
    return typed | about | {"can_share": may_share(request.user)}


def _answered(
    request: PersonRequest, asked: Asked, name: str, values: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The part for a dialog, or the page around it."""
    request.current_page = asked.definition.url_name
    context = {"list": asked.definition, "state": asked.state, "list_url": asked.list_url, **values}
    template = f"lists/_{name}.html" if request.headers.get("HX-Request") else "lists/part.html"
    return render(request, template, {**context, "part": f"lists/_{name}.html"}, status=status)
