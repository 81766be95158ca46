"""What tests of the pages of payment terms share: addresses, a number typed in a row, the rows of a list."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from uuid import UUID

from django.urls import reverse

from common.dates import local_today
from payment_terms.models import BuyerTerms, TermsBatch
from tests.building import buyer

LIST = reverse("payment_terms:list")
HTMX = {"HX-Request": "true"}


def today() -> date:
    return local_today(datetime.now(UTC), "Europe/Berlin")


def address(name: str, public_id: UUID) -> str:
    return reverse(f"payment_terms:{name}", args=[public_id])


def id_of(door, name: str = "initech", organization: str = "acme") -> UUID:
    with door(organization):
        return buyer(name).public_id


def stored(door, name: str = "initech") -> str:
    with door("acme"):
        found = BuyerTerms.objects.filter(partner=buyer(name)).first()
        return found.text if found else "default"


def typed_in_row(browser, row: UUID, days: str, **more: str):
    return browser.post(address("days", row), {f"days-{row}": days} | more, headers=HTMX)


def sent_by(page) -> dict[str, str]:
    """What the first form of a page sends again beside what is typed: the version, and what was looked at."""
    hidden = re.findall(
        r'<input type="hidden" name="(seen|looked_at|chosen)"(?: value="([^"]*)")?', page.content.decode()
    )
    return {name: unescape(value) for name, value in dict(reversed(hidden)).items() if value}


def looked_and_saved(browser, page: str, typed: dict[str, object], **more: object):
    """The effect looked at, and then saved."""
    looked = browser.post(page, typed | {"step": "preview"})
    return browser.post(page, typed | sent_by(looked) | {"step": "save"} | more)


def names_in(page) -> list[str]:
    return [each.row.name for each in page.context["found"]]


def newest(door) -> str:
    with door("acme"):
        found = TermsBatch.objects.order_by("-id").first()
        return "" if found is None else str(found.public_id)
