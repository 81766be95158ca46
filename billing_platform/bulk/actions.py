"""What can be done with many rows of a list; rooms add their lists and acts at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import QueryDict

from billing_platform.bulk.models import End
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition
from billing_platform.lists.rows import matching
from billing_platform.lists.state import state_of
from common.dates import local_today
from people.permissions import Permission
from tenants import border
from tenants.base import TenantQuerySet
from tenants.jobs.registry import RunningJob, job
from tenants.models import now

Rows = TenantQuerySet[Any]
CHUNK = 500
SAID_BY_LIST = ("key", "title", "one", "many", "url_name", "permission")


@dataclass(frozen=True, slots=True)
class Judged:
    """A chosen row as the preview shows it, and why it is left out, if it is. `amount` is in `currency`."""

    row: UUID
    label: str
    left_out: str = ""
    who: str = ""
    currency: str = ""
    amount: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class JudgedSelect:
    """Many chosen rows as one statement tells them: the columns of `Judged`, in the order in which rows are taken."""

    text: str
    given: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A row to work on, as it was when it was confirmed."""

    id: int
    row: UUID
    label: str
    currency: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row; `words` say why it was left out, or what came of it (a number)."""

    row: UUID
    end: End = End.DONE
    words: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What goes for every row: the date in the organization's zone, and the reason that was asked for."""

    today: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Selectable:
    """A list whose rows can be chosen. `all_matching(query, context)` are the rows its address leaves, `some` those
    with these public ids; both are what the person sees in the list. `url_name` is the list's page, `row_url_name` that
    of a row. `who` names what rows are grouped by ("buyer"), empty where they are not.
    """

    key: str
    title: str
    one: str
    many: str
    url_name: str
    row_url_name: str
    permission: Permission
    all_matching: Callable[[QueryDict, ListContext], Rows]
    some: Callable[[Sequence[UUID]], Rows]
    who: str = ""

    @classmethod
    def of_list(
        cls, shown: ListDefinition, rows: Callable[[], Rows], row_url_name: str, **otherwise: str
    ) -> Selectable:
        """The rows of a list, `rows()` being all of them; `otherwise` are fields in other words than the list's."""
        said = {name: getattr(shown, name) for name in SAID_BY_LIST} | otherwise
        return cls(
            **said,
            row_url_name=row_url_name,
            all_matching=lambda query, context: matching(shown, state_of(shown, query), context),
            some=lambda chosen: rows().filter(public_id__in=chosen),
        )

    def counted(self, count: int) -> str:
        """ "1 invoice", "86 invoices"."""
        return f"{count:,} {self.one if count == 1 else self.many}"


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One act. `judge(rows, today)` says of each row whether it would go, in the order in which rows are to be taken,
    without writing; its statements do not grow with the rows, except by chunks. Where there may be very many it gives a
    `JudgedSelect` instead, from which the preview is written inside the database, or None for no row.

    `carry_out(items, instruction)` does up to `chunk` of them and says what became of each; what no longer holds it
    leaves out with the reason. It is called in a transaction together with its results, or, with
    `in_one_transaction=False`, by itself: then doing it twice must come to the same. A Refusal it raises goes for the
    whole run. `undo` is the key of the act that takes back exactly what this one did; `removes` says that rows are
    gone afterwards. `states` are those of rows for which the bar offers it, all when empty. `reason_label` asks for a
    reason before it is confirmed.
    """

    key: str
    selectable: Selectable
    verb: str
    past: str
    lede: str
    permissions: tuple[Permission, ...]
    judge: Callable[[Rows, date], Iterable[Judged] | JudgedSelect | None]
    carry_out: Callable[[Sequence[Item], Instruction], Sequence[Outcome]]
    icon: str = ""
    states: tuple[str, ...] = ()
    in_one_transaction: bool = True
    is_primary: bool = False
    is_danger: bool = False
    removes: bool = False
    reason_label: str = ""
    undo: str = ""
    chunk: int = CHUNK

    @property
    def kind(self) -> str:
        """The kind of its jobs."""
        return f"bulk_{self.key}"

    def title(self, count: int | None) -> str:
        """ "Issue 86 invoices"."""
        return f"{self.verb} {self.selectable.many if count is None else self.selectable.counted(count)}"


ACTIONS: dict[str, BulkAction] = {}
KINDS_OF_JOBS: dict[str, BulkAction] = {}
SELECTABLES: dict[str, Selectable] = {}


def register_action(*actions: BulkAction) -> None:
    """Offer acts on their lists, each with a kind of job of its own; called from `AppConfig.ready`."""
    for action in actions:
        if ACTIONS.setdefault(action.key, action) is not action:
            raise ValueError(f"There are two bulk actions named {action.key}.")
        KINDS_OF_JOBS[action.kind] = action
        SELECTABLES[action.selectable.key] = action.selectable
        job(action.kind, permissions=action.permissions)(_carry_out)


def actions_of(selectable: str, may: Callable[[Permission], bool]) -> list[BulkAction]:
    """What somebody with these permissions can do with many rows of a list, in the order they were added."""
    own = (action for action in ACTIONS.values() if action.selectable.key == selectable)
    return [action for action in own if all(map(may, action.permissions))]


def _carry_out(running: RunningJob) -> None:
    """Do the run of the payload, on today's date in the organization's zone."""
    from billing_platform.bulk.operations import carry_out

    today = local_today(now(), border.present_organization().time_zone)
    running.result.update(carry_out(UUID(running.payload["run"]), today=today, progress=running.progress))
