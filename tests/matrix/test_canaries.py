"""Nothing of one organization turns up at another: not on a page, in a file, a mail, a log line or in Redis."""

from __future__ import annotations

import base64
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import redis
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from billing_platform.api.frame import api
from billing_platform.api.operations.tokens import TokenWish, make_token
from billing_platform.notifications.operations import send_waiting
from common.pdf import why_off
from people.models import Account, Session
from tenants import border
from tenants.border import OrganizationRef
from tenants.jobs.models import Job
from tenants.jobs.operations import wake
from tests.matrix.canaries import NOT_TOUCHED, Planted, found_in, plant, text_columns, texts_of
from tests.matrix.cases import example_of, routes
from tests.matrix.conftest import BILL, signed_in, supplier_objects
from tests.matrix.objects import Objects, objects_of_buyer

pytestmark = pytest.mark.slow
WORDS = {"acme": "acm", "globex": "glo", "initech": "ini", "hooli": "hoo"}
SUPPLIERS = ("acme", "globex")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTED = ("partners", "outgoing", "incoming", "payment_terms")
DATABASES_OF_REDIS = 16
LISTS = {"list", "outgoing", "incoming", "search", "history"}


@dataclass
class Seen:
    """What one organization's admin got to see: canaries by the kind of what held them, and answers by status."""

    canaries: dict[str, set[str]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    logged: str = ""

    def note(self, kind: str, text: str) -> None:
        self.canaries.setdefault(kind, set()).update(found_in(text))

    @property
    def all(self) -> set[str]:
        return set().union(*self.canaries.values())


@dataclass
class Crawl:
    planted: dict[str, Planted]
    seen: dict[str, Seen]
    announced: str


class Kept(logging.Handler):
    """Keeps everything that a record carries."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.getMessage()} {vars(record)}")


@pytest.fixture(scope="module")
def crawl(cast: dict[str, OrganizationRef], django_db_blocker) -> Iterator[Crawl]:
    """Everything is built, planted, looked at by everybody, and rolled back."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield _crawled(cast)
            transaction.set_rollback(True)
        connection.close()


def _crawled(cast: dict[str, OrganizationRef]) -> Crawl:
    browsers = {name: signed_in("ada", name) for name in WORDS}
    objects = {name: supplier_objects(cast[name], f"word{name}", browsers[name]) for name in SUPPLIERS}
    for name in WORDS.keys() - set(SUPPLIERS):
        with border.inside(cast[name], BILL, via="web"):
            objects[name] = objects_of_buyer(name, f"word{name}")
    for name, browser in browsers.items():
        objects[name]["session"] = {"mark": str(Session(session_key=browser.cookies["session"].value).mark)}
    planted = {}
    for name, word in WORDS.items():
        with border.inside(cast[name], BILL, via="web"):
            planted[name] = plant(word)
    seen = {name: _seen_by(name, browsers[name], objects, cast) for name in WORDS}
    return Crawl(planted, seen, _announced(cast))


def _seen_by(name: str, browser: Client, objects: dict[str, Objects], cast: dict[str, OrganizationRef]) -> Seen:
    seen, log = Seen(), Kept()
    logging.getLogger().addHandler(log)
    try:
        for address in _addresses(objects, name):
            _look(seen, browser, address)
        for source in EXPORTED:
            _look(seen, browser, f"/exports/of/{source}/", {"what": "everything"})
        program, token = Client(headers={"host": f"{name}.localhost"}), _token_of_ada(cast[name])
        for path in _read_by_programs():
            _look(seen, program, path, headers={"Authorization": f"Bearer {token}"})
        with border.inside(cast[name], BILL, via="job"):
            mail.outbox = []
            send_waiting()
        for message in mail.outbox:
            seen.note("mail", str(message.message()) + message.body)
    finally:
        logging.getLogger().removeHandler(log)
    seen.logged = "\n".join(log.texts)
    return seen


def _addresses(objects: dict[str, Objects], name: str) -> Iterator[str]:
    """Every page, with the ids of every organization; lists also with a search; the PDF of a draft, made anew."""
    if "draft" in objects[name] and not why_off():
        yield f"/invoices/{objects[name]['draft']['public_id']}/pdf/"
    for route in routes():
        if "GET" not in (route.methods or {"GET"}):
            continue
        if not route.has_arguments:
            yield route.path
            if route.name.rpartition(":")[2] in LISTS:
                yield f"{route.path}?q=zq7"
            continue
        kind = example_of(route).own
        yield from {route.form.format(**made[kind]): "" for made in objects.values() if kind in made}


def _read_by_programs() -> list[str]:
    """The paths of the API that are read without naming anything."""
    paths = api.get_openapi_schema()["paths"]
    return [path for path, operations in paths.items() if "get" in operations and "{" not in path]


def _token_of_ada(organization: OrganizationRef) -> str:
    with border.inside(organization, BILL, via="web"):
        ada = Account.objects.with_roles().get(roles__role="admin")
        return make_token(ada, TokenWish("Canary", ada.permissions), by=ada).text


def _look(
    seen: Seen, browser: Client, address: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> None:
    """Open one address, or send a form and follow where it leads."""
    browser.raise_request_exception = False
    with transaction.atomic():
        answer = browser.get(address, headers=headers) if form is None else browser.post(address, form, follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    seen.statuses[answer.status_code] = seen.statuses.get(answer.status_code, 0) + 1
    seen.broken += [address] * (answer.status_code >= 500)
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    for text in (*texts_of(kind, content), str(answer.headers)):
        seen.note(kind, text)


def _announced(cast: dict[str, OrganizationRef]) -> str:
    """Whatever Redis holds after every open job was announced."""
    for organization in cast.values():
        with border.inside(organization, BILL, via="web"):
            for job in Job.objects.all():
                wake(job.id, job.queue)
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


def test_every_text_column_with_a_row_holds_a_canary(crawl):
    for name in SUPPLIERS:
        planted = crawl.planted[name]
        assert planted.refused.keys() <= TAKES_NONE, planted.refused
    filled = set().union(*(planted.columns for planted in crawl.planted.values()))
    known = {f"{table}.{column.column}" for table, column in text_columns()}
    assert known - filled - NOT_TOUCHED.keys() - TAKES_NONE - WITHOUT_ROWS == set()


@pytest.mark.parametrize("name", WORDS)
def test_no_page_file_or_mail_shows_what_is_another_organizations(crawl, name):
    found = {kind: of_others(name, canaries) for kind, canaries in crawl.seen[name].canaries.items()}
    assert {kind: canaries for kind, canaries in found.items() if canaries} == {}


@pytest.mark.parametrize("name", WORDS)
def test_no_log_line_of_a_request_holds_what_is_another_organizations(crawl, name):
    assert of_others(name, found_in(crawl.seen[name].logged)) == []


def test_redis_holds_nothing_of_anybody(crawl):
    assert '"task": "run"' in crawl.announced
    assert found_in(crawl.announced) == set()


@pytest.mark.parametrize("name", WORDS)
def test_every_page_was_answered_and_its_own_canaries_were_seen(crawl, name):
    seen = crawl.seen[name]
    assert seen.broken == []
    assert seen.statuses[200] > 20
    assert len(seen.canaries["text/html"]) > 10


def test_canaries_are_recognised_in_files_and_mails_too(crawl):
    kinds = {kind for seen in crawl.seen.values() for kind, canaries in seen.canaries.items() if canaries}
    wanted = {"text/html", "application/json", XLSX} | (set() if why_off() else {"application/pdf"})
    assert wanted <= kinds


# Columns that keep their values: no right to change them, frozen, a shape that no canary has, or no words in the JSON.
TAKES_NONE = set(
    """
api_apitoken.sha256 exports_export.columns exports_export.needs history_change.actor history_change.after
history_change.before history_change.request history_change.tbl imports_sheetimport.applied invoices_adjustment.reason
invoices_document.buyer_party invoices_document.findings invoices_document.number invoices_document.pdf_inputs
invoices_document.supplier_party invoices_document.terms invoices_pdfversion.layout invoices_pdfversion.made_by
invoices_pdfversion.sha256 invoices_pdfversion.variant invoices_receivedfile.name invoices_receivedfile.sha256
members_ticket.roles payment_terms_termsbatch.made_by payment_terms_termschange.made_by
people_customrolepermission.permission purchase_orders_trial.asked purchase_orders_trial.found
""".split()
)
# Columns of tables that nothing built here writes to.
WITHOUT_ROWS = set(
    """
api_keptanswer.body api_keptanswer.fingerprint api_keptanswer.key api_tokenuse.address bulk_itemresult.words
history_seal.chain history_seal.digest invoices_associationchange.actor invoices_associationchange.from_po
invoices_associationchange.lines invoices_associationchange.reason invoices_associationchange.to_po
invoices_postingdatechange.made_by invoices_rulecheck.findings invoices_rulecheck.reason invoices_rulecheck.rule_set
invoices_rulecheck.rule_set_version lists_listpreference.density lists_listpreference.list_key
lists_listpreference.start people_signinattempt.address people_signinattempt.email
purchase_orders_onetimepurchase.started_by
""".split()
)
