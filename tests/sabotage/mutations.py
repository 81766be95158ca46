"""Breaks the product on purpose in one way: `-p tests.sabotage.mutations` with BILLING_SABOTAGE naming it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

MUTATIONS: dict[str, Callable[[], None]] = {}


def pytest_sessionstart() -> None:
    """After Django is set up and before any test module is imported."""
    name = os.environ.get("BILLING_SABOTAGE")
    if name:
        MUTATIONS[name]()


def mutation(function: Callable[[], None]) -> Callable[[], None]:
    MUTATIONS[function.__name__] = function
    return function


def replace(dotted: str, broken: Any) -> None:
    """Give a function of the product another body, for everybody who imported it before."""
    module, _, name = dotted.rpartition(".")
    getattr(import_module(module), name).__code__ = broken.__code__


@mutation
def role_error_swallowed() -> None:
    """An error while changing place is ignored, as the library does it."""
    from django.db import DatabaseError

    from tenants.backend.base import DatabaseWrapper

    right = DatabaseWrapper._handle_search_path

    def swallow(self: Any, cursor: Any = None) -> None:
        with suppress(DatabaseError):
            right(self, cursor)

    DatabaseWrapper._handle_search_path = swallow


@mutation
def role_not_set() -> None:
    """Only the search path follows the organization; the login may do everything (the run signs in as `owner`)."""
    from tenants.backend import base

    base.SET_PLACE = base.SET_PLACE.replace("set_config('role',", "set_config('app.role',")


@mutation
def job_without_tenant_runs() -> None:
    """A job whose organization is unknown is done all the same, in `public`."""

    def _do(row: Any) -> None:
        from tenants import border, register
        from tenants.border import Actor
        from tenants.jobs.registry import KINDS, RunningJob

        kind = KINDS.get(row.kind)
        organization = register.organization_of_schema(row.tenant)
        running = RunningJob(row.id, row.kind, row.payload, print, row.result)
        if organization is None:
            return kind.function(running)
        key, _, name = row.actor.partition(" ")
        with border.inside(organization, Actor(key, name or key), via="job", request=str(row.id)):
            return kind.function(running)

    replace("tenants.jobs.operations._do", _do)


@mutation
def permission_not_asked() -> None:
    """Whoever is signed in may do everything."""

    def may(self: Any, permission: Any) -> bool:
        return True

    from people.models import Account

    Account.may = may


def _guard_of(route: str) -> tuple[list[Any], Any]:
    """The view of a route with everything it is wrapped in, and the cell that holds what its guard asks for."""
    from django.urls import get_resolver

    from tests.people.routes import NOBODY

    view = get_resolver().resolve(route.format(NOBODY)).func
    layers = [view]
    while hasattr(layers[-1], "__wrapped__"):
        layers.append(layers[-1].__wrapped__)
    (guard,) = (each for each in layers if "permissions" in each.__code__.co_freevars)
    return layers, guard.__closure__[guard.__code__.co_freevars.index("permissions")]


@mutation
def requires_became_signed_in_only() -> None:
    """The page that deletes a draft is declared for everybody who works here."""
    layers, asked = _guard_of("/invoices/{}/deletion/")
    asked.cell_contents = ()
    for layer in layers[:-1]:
        layer.required_permissions = ()


@mutation
def declared_and_not_asked() -> None:
    """The page that deletes a draft says what it needs and lets everybody in."""
    _guard_of("/invoices/{}/deletion/")[1].cell_contents = ()


@mutation
def inner_check_gone() -> None:
    """The columns of a list are chosen without the permission to see the list."""
    from billing_platform.lists import views

    views.refuse_without = lambda person, *permissions: None


@mutation
def queryset_crosses() -> None:
    """Querysets and rows no longer know where they were made."""

    def unchecked(made_in: Any, what: Any = None) -> None:
        return None

    def check_rows(values: Any) -> None:
        return None

    replace("tenants.base.check_schema", unchecked)
    replace("tenants.base.check_rows", check_rows)


@mutation
def number_by_maximum() -> None:
    """The next number is the highest one read plus one."""

    def take_numbers(series: Any, issue_dates: Any) -> list[str]:
        from common.sql import rows

        year, count = issue_dates[0].year, len(issue_dates)
        last = rows(
            "SELECT coalesce(max(last), 0) FROM invoices_numbercounter WHERE series = %s AND year = %s", [series, year]
        )
        last = last[0][0] + count
        rows(
            "INSERT INTO invoices_numbercounter (series, year, last, last_date) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (series, year) DO UPDATE SET last = excluded.last RETURNING last",
            [series, year, last, issue_dates[-1]],
        )
        return [f"{series}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]

    replace("invoices.numbering.take_numbers", take_numbers)


@mutation
def lock_upwards() -> None:
    """Line items are locked before the headers they belong to."""

    def _has_moved(book: Any, headers: Any, lines: Any) -> bool:
        from common.sql import Rung, lock
        from purchase_orders.operations.match import HEADERS, LINES

        lock(LINES, "id, value - consumed", lines, Rung.ORDER_LINES)
        lock(HEADERS, "id", headers, Rung.ORDER_HEADERS, share=True)
        return False

    replace("purchase_orders.operations.match._has_moved", _has_moved)


@mutation
def move_keeps_the_old_use() -> None:
    """What moves to another line item is used there and stays used where it was."""

    def _uses(line: Any, document: Any) -> Any:
        from purchase_orders.models import EntryKind
        from purchase_orders.operations.consume import Use

        yield Use(line.to_id, document, line.no, line.amount, EntryKind.MOVE)

    replace("invoices.operations.move._uses", _uses)


@mutation
def credit_is_not_counted_on_the_line() -> None:
    """A credit gives back, and the line forgets it: a move takes the whole gross along."""

    def write_line_credits(document_id: Any, credit: Any) -> None:
        from common.sql import columns_of, execute
        from invoices.line_credits import KEEP

        execute(KEEP, [document_id, credit.credit_note, *columns_of(list(credit.amounts.items()), 2)])

    replace("invoices.line_credits.write_line_credits", write_line_credits)
