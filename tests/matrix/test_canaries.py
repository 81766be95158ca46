"""Nothing of one organization turns up at another: not on a page, in a file, a mail, a log line or in Redis."""

from __future__ import annotations

import base64
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import redis
from django.db import transaction

from billing_platform.lists.registry import every_list
from common.pdf import why_off
from common.workbook import XLSX
from tenants import border
from tenants.border import OrganizationRef
from tests.matrix.canaries import Planted, columns, found_in, plant
from tests.matrix.conftest import BILL, SUPPLIERS, objects_in, signed_in
from tests.matrix.crawl import (
    Seen,
    exported_in_the_background,
    jobs_logged,
    pages_seen,
    programs_seen,
    workbooks_seen,
)
from tests.matrix.database import database_of_its_own
from tests.matrix.marks import MARKS
from tests.matrix.objects import Objects
from tests.matrix.rest import add_the_rest
from tests.matrix.unplanted import NOT_TOUCHED, OF_SUPPLIERS, TAKES_NONE

pytestmark = pytest.mark.slow
WORDS = {"acme": "acm", "globex": "glo", "initech": "ini", "hooli": "hoo"}
DATABASES_OF_REDIS = 16
# Who looks: everywhere an admin at pages and a program by the API, at one of each kind an auditor at pages.
AUDITED = ("acme", "initech")
EYES = [(name, eye) for name in WORDS for eye in ("ada", "program", *(["otto"] * (name in AUDITED)))]


@dataclass
class Crawl:
    """What was planted, what everybody saw of it, what jobs logged by schema, and what Redis held."""

    planted: dict[str, Planted]
    seen: dict[tuple[str, str], Seen]
    workbooks: dict[str, dict[str, Seen]]
    background: Seen
    announced: str
    logged_by_jobs: dict[str, str]
    jobs: Counter[str]


@pytest.fixture(scope="module")
def crawl(cast: dict[str, OrganizationRef], django_db_blocker) -> Iterator[Crawl]:
    """Everything is built, planted and looked at by everybody in a database that is dropped behind it."""
    with django_db_blocker.unblock(), database_of_its_own("canaries"):
        yield _crawled(cast)


def _crawled(cast: dict[str, OrganizationRef]) -> Crawl:
    browsers = {(name, eye): signed_in(eye, name) for name in WORDS for eye in ("ada", "otto") if (name, eye) in EYES}
    objects = {name: _built(cast[name], name, browsers[name, "ada"]) for name in WORDS}
    planted = {}
    for name, word in WORDS.items():
        with border.inside(cast[name], BILL, via="web"):
            planted[name] = plant(word, cast[name].schema_name)
    seen = {(name, eye): pages_seen(name, browser, objects) for (name, eye), browser in browsers.items()}
    seen |= {(name, "program"): programs_seen(name, cast[name], objects) for name in WORDS}
    workbooks = {name: workbooks_seen(browsers[name, "ada"]) for name in WORDS}
    background = exported_in_the_background(browsers["acme", "ada"], "outgoing")
    announced = _announced()
    return Crawl(planted, seen, workbooks, background, announced, *jobs_logged())


def _built(organization: OrganizationRef, name: str, ada) -> Objects:
    """All kinds of objects in one organization's books, and rows in the tables that those leave empty."""
    with transaction.atomic():
        made = objects_in(organization, name, f"word{name}", ada)
        with border.inside(organization, BILL, via="web"):
            add_the_rest(f"word{name}", MARKS[WORDS[name]])
    return made


def _announced() -> str:
    """Whatever Redis holds after jobs of every organization were announced."""
    held: list[bytes] = []
    with redis.Redis.from_url(os.environ["REDIS_URL"], single_connection_client=True) as server:
        for number in range(DATABASES_OF_REDIS):
            server.execute_command("SELECT", number)
            held += [part for key in server.scan_iter() for part in (key, server.dump(key) or b"")]
            lists = [server.lrange(key, 0, -1) for key in server.scan_iter(_type="list")]
            held += [message for messages in lists for message in messages]
            held += [base64.b64decode(json.loads(m)["body"]) for messages in lists for m in messages if b'"body"' in m]
    return b" ".join(held).decode(errors="replace")


def of_others(name: str, canaries: set[str]) -> list[str]:
    return sorted(each for each in canaries if not each.startswith(f"zq7{WORDS[name]}"))


@pytest.mark.parametrize("name", WORDS)
def test_every_column_of_every_organization_holds_a_canary(crawl, name):
    excused = NOT_TOUCHED.keys() | TAKES_NONE.keys() | (set() if name in SUPPLIERS else OF_SUPPLIERS.keys())
    missing = {f"{table}.{column.column}" for table, column in columns()} - crawl.planted[name].columns.keys() - excused
    assert not missing, "\n".join(
        f"{each}: {crawl.planted[name].refused.get(each, 'no row')}" for each in sorted(missing)
    )


def test_no_column_is_excused_that_takes_a_canary(crawl):
    filled = set().union(*(planted.columns for planted in crawl.planted.values()))
    assert filled & TAKES_NONE.keys() == set()
    at_buyers = [set(crawl.planted[name].columns) for name in WORDS if name not in SUPPLIERS]
    assert set.intersection(*at_buyers) & OF_SUPPLIERS.keys() == set()
    known = {f"{table}.{column.column}" for table, column in columns()}
    assert (NOT_TOUCHED.keys() | TAKES_NONE.keys() | OF_SUPPLIERS.keys()) - known == set()


@pytest.mark.parametrize(("name", "eye"), EYES)
def test_no_page_file_or_mail_shows_what_is_another_organizations(crawl, name, eye):
    seen = crawl.seen[name, eye]
    found = {kind: of_others(name, canaries) for kind, canaries in seen.canaries.items()}
    assert {kind: {each: seen.where[each] for each in canaries} for kind, canaries in found.items() if canaries} == {}


@pytest.mark.parametrize(("name", "eye"), EYES)
def test_no_log_line_of_a_request_holds_what_is_another_organizations(crawl, name, eye):
    assert of_others(name, found_in(crawl.seen[name, eye].logged)) == []


@pytest.mark.parametrize("name", WORDS)
def test_no_log_line_of_a_job_holds_what_is_another_organizations(crawl, cast, name):
    assert of_others(name, found_in(crawl.logged_by_jobs[cast[name].schema_name])) == []


def test_jobs_of_every_kind_that_was_asked_for_were_run(crawl):
    assert crawl.jobs.keys() >= {"issue_invoices", "bulk_verify", "read_upload", "check_rules", "make_pdfs"}


def test_redis_holds_nothing_of_anybody(crawl):
    assert '"task": "run"' in crawl.announced
    assert found_in(crawl.announced) == set()


@pytest.mark.parametrize("name", WORDS)
def test_a_program_reads_its_own_and_finds_nothing_of_others(crawl, name):
    details = crawl.seen[name, "program"].details
    assert {status for is_own, status in details if not is_own} == {404}
    assert {status for is_own, status in details if is_own} == {200}


@pytest.mark.parametrize(("name", "eye"), EYES)
def test_nothing_broke_and_its_own_canaries_were_seen(crawl, name, eye):
    seen = crawl.seen[name, eye]
    assert seen.broken == []
    assert seen.statuses[200] > (4 if eye == "program" else 20)
    own = {each for canaries in seen.canaries.values() for each in canaries}
    assert {f"zq7{WORDS[name]}-amount", f"zq7{WORDS[name]}-day"} <= own
    assert len(own) > 10


@pytest.mark.parametrize("name", WORDS)
def test_no_workbook_holds_what_is_another_organizations(crawl, name):
    workbooks = crawl.workbooks[name]
    assert workbooks.keys() >= {each.key for each in every_list()}
    found = {
        source: of_others(name, found_in(seen.logged).union(*seen.canaries.values()))
        for source, seen in workbooks.items()
    }
    assert {source: canaries for source, canaries in found.items() if canaries} == {}


@pytest.mark.parametrize("name", SUPPLIERS)
def test_every_list_was_exported_with_its_own_canaries(crawl, name):
    """Jobs stand in a table of all organizations, where nothing is planted."""
    empty = {source: seen.canaries for source, seen in crawl.workbooks[name].items() if not seen.canaries.get(XLSX)}
    assert empty.keys() == {"jobs"}, empty


def test_an_export_by_a_worker_holds_its_own_canaries_alone(crawl):
    held = crawl.background.canaries[XLSX]
    assert held
    assert of_others("acme", held | found_in(crawl.background.logged)) == []


def test_canaries_are_recognised_in_files_and_mails_too(crawl):
    every = [*crawl.seen.values(), *crawl.workbooks["acme"].values()]
    kinds = {kind for seen in every for kind, canaries in seen.canaries.items() if canaries}
    wanted = {"text/html", "application/json", "mail", XLSX} | (set() if why_off() else {"application/pdf"})
    assert wanted <= kinds
