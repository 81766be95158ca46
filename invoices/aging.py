"""How old an open document is, in days after its due date, and in which of the usual classes that puts it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Age(StrEnum):
    """The classes of aging in their order; `label` is what a row is called."""

    NOT_DUE = "not_due"
    TO_30 = "1-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    TO_120 = "91-120"
    OVER_120 = "over-120"

    @property
    def label(self) -> str:
        return {Age.NOT_DUE: "Not due", Age.OVER_120: "Over 120 days"}.get(self, f"{self.value.replace('-', '–')} days")


FIRST_DAY = {Age.TO_30: 1, Age.TO_60: 31, Age.TO_90: 61, Age.TO_120: 91, Age.OVER_120: 121}
LAST_DAY = {Age.TO_30: 30, Age.TO_60: 60, Age.TO_90: 90, Age.TO_120: 120}


def age_of(due: date | None, today: date) -> Age:
    """The class of something open; on its due date, and without one, it is not due."""
    days = (today - due).days if due else 0
    return next((age for age in reversed(FIRST_DAY) if days >= FIRST_DAY[age]), Age.NOT_DUE)


def due_within(age: Age, today: date) -> tuple[date | None, date | None]:
    """First and last due date of an overdue class, both included; None where it has no end, both for NOT_DUE."""
    first, last = FIRST_DAY.get(age), LAST_DAY.get(age)
    return (today - timedelta(last) if last else None), (today - timedelta(first) if first else None)
