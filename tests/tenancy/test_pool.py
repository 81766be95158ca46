"""Django's connection pool: connections wander between threads and organizations, answers never do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, connections, transaction

from common.sql import rows
from people.models import Account
from tenants import border
from tenants.backend.pool import reset_place
from tenants.border import Actor, OrganizationRef

pytestmark = pytest.mark.usefixtures("transactional_db_without_flush")
THREADS, SIZE, EACH = 8, 3, 50
STANDING = """
SELECT current_user::text, current_schema()::text, coalesce(current_setting('app.actor', true), ''),
       current_setting('timezone')
"""


class Undone(Exception):
    """Thrown to roll back."""


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """New threads take their connections from a pool, as web processes do."""
    plain = connections.settings["default"]
    pool = {"min_size": 1, "max_size": SIZE, "timeout": 30, "reset": reset_place}
    monkeypatch.setitem(connections.settings, "default", plain | {"OPTIONS": plain["OPTIONS"] | {"pool": pool}})
    yield
    with ThreadPoolExecutor(1) as closing:
        closing.submit(lambda: connection.close_pool()).result()


def test_hundreds_of_transactions_on_a_small_pool_give_no_wrong_answer(pooled, cast):
    with ThreadPoolExecutor(THREADS) as threads:
        told = list(threads.map(lambda seed: wander(random.Random(seed), list(cast.values())), range(THREADS)))
    assert [wrong for answers in told for wrong in answers[1]] == []
    assert sum(answers[0] for answers in told) == THREADS * EACH


def test_a_connection_given_back_has_no_role_path_actor_and_keeps_its_time_zone(pooled, cast):
    def use_and_give_back() -> tuple[object, object]:
        with border.inside(cast["acme"], Actor("person:bill", "Bill"), via="web"):
            inside = rows(STANDING)[0]
        connection.close()
        with connection.pool.connection() as waiting:
            return inside, waiting.execute(STANDING).fetchone()

    with ThreadPoolExecutor(1) as threads:
        inside, waiting = threads.submit(use_and_give_back).result()
    acme = cast["acme"].schema_name
    assert inside == (acme, acme, "person:bill Bill", "UTC")
    assert waiting == (connection.settings_dict["USER"], "public", "", "UTC")


def wander(chance: random.Random, organizations: list[OrganizationRef]) -> tuple[int, list[str]]:
    """(transactions, what was wrong): each in a random organization, ended in a random way, connection given back."""
    wrong: list[str] = []
    for turn in range(EACH):
        organization, actor = chance.choice(organizations), Actor(f"person:{chance.random()}", "Somebody")
        with border.inside(organization, actor, via="web", request=str(turn)):
            with suppress(Undone, DatabaseError), transaction.atomic():
                wrong += check(organization, str(actor))
                chance.choice((leave, undo_savepoint, cross_and_return, cross_and_raise, break_it, undo))(wrong)
                wrong += check(organization, str(actor))
            wrong += check(organization, str(actor))
        connection.close()
    return EACH, wrong


def check(organization: OrganizationRef, actor: str) -> list[str]:
    """One sentence for each thing that is not the organization's."""
    user, schema, acting, _ = rows(STANDING)[0]
    hosts = {email.partition("@")[2] for email in Account.objects.values_list("email", flat=True).iterator()}
    wanted = (
        organization.schema_name,
        organization.schema_name,
        actor,
        {f"{organization.name.split()[0].lower()}.example"},
    )
    found = (user, schema, acting, hosts)
    return [] if found == wanted else [f"{found} instead of {wanted}"]


def leave(wrong: list[str]) -> None:
    """Commit as it is."""


def undo(wrong: list[str]) -> None:
    raise Undone


def undo_savepoint(wrong: list[str]) -> None:
    with suppress(Undone), transaction.atomic():
        Account.objects.count()
        raise Undone


def break_it(wrong: list[str]) -> None:
    rows("SELECT nonsense")


def cross_and_return(wrong: list[str]) -> None:
    here = border.present_organization()
    for link in border.links_of_present().values():
        with border.crossing(link) as partner:
            wrong += check(partner, str(here.as_actor()))


def cross_and_raise(wrong: list[str]) -> None:
    for link in border.links_of_present().values():
        with border.crossing(link):
            Account.objects.count()
            raise Undone
