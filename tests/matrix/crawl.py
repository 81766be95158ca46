"""Looks at everything an organization gets to see: pages, files, the API, mails, and what is logged on the way."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core import mail
from django.db import transaction
from django.test import Client

from billing_platform.api.frame import api
from billing_platform.api.operations.tokens import TokenWish, make_token
from billing_platform.exports import operations as exports
from billing_platform.exports.sources import SOURCES
from billing_platform.lists.registry import every_list
from billing_platform.notifications.operations import send_waiting
from common.pdf import why_off
from people.models import Account
from tenants import border
from tenants.border import OrganizationRef
from tenants.jobs.models import Job
from tenants.jobs.operations import due_jobs, run_job
from tests.matrix.canaries import found_in, texts_of
from tests.matrix.cases import example_of, routes
from tests.matrix.conftest import BILL
from tests.matrix.objects import Objects

LISTS = {"list", "outgoing", "incoming", "billings", "search", "history"}
# The kinds of objects behind the arguments of the API.
# A number is a document's in several books at once; what it leads to is the PDF that the page of the document gives.
KINDS_OF_API = {"order_id": ("order",), "document_id": ("received",), "organization_id": (), "number": ()}


@dataclass
class Seen:
    """What somebody got to see: canaries by the kind of what held them, and answers by status.

    `details` counts the answers of the API about one thing: whether it is one's own, and the status.
    """

    canaries: dict[str, set[str]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    details: Counter[tuple[bool, int]] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    where: dict[str, str] = field(default_factory=dict)
    logged: str = ""

    def note(self, kind: str, text: str, address: str = "") -> None:
        found = found_in(text)
        self.canaries.setdefault(kind, set()).update(found)
        self.where = dict.fromkeys(found, address) | self.where


class Kept(logging.Handler):
    """Keeps everything that a record carries."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.getMessage()} {vars(record)} {record.exc_info and record.exc_info[1]!r}")


@contextmanager
def kept_log() -> Iterator[Kept]:
    log, root = Kept(), logging.getLogger()
    former = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.setLevel(former)
        root.removeHandler(log)


def pages_seen(name: str, browser: Client, objects: dict[str, Objects]) -> Seen:
    """What somebody signed in gets to see of pages, with the ids of every organization."""
    seen = Seen()
    with kept_log() as log:
        for address in _addresses(objects, name):
            _look(seen, browser, address)
    seen.logged = "\n".join(log.texts)
    return seen


def workbooks_seen(browser: Client) -> dict[str, Seen]:
    """The workbook of all rows of every list, by the key of the list."""
    seen: dict[str, Seen] = {}
    for source in sorted({each.key for each in every_list()} | SOURCES.keys()):
        seen[source] = Seen()
        with kept_log() as log:
            _look(seen[source], browser, f"/exports/of/{source}/", {"what": "everything"})
        seen[source].logged = "\n".join(log.texts)
    return seen


def programs_seen(name: str, organization: OrganizationRef, objects: dict[str, Objects]) -> Seen:
    """What a program with every permission reads, and the mails that go out."""
    seen = Seen()
    with kept_log() as log:
        program = Client(
            headers={"host": f"{name}.localhost", "authorization": f"Bearer {_token_of_ada(organization)}"}
        )
        for path, is_own in _read_by_programs(objects, name):
            status = _look(seen, program, path)
            if is_own is not None:
                seen.details[is_own, status] += 1
        with border.inside(organization, BILL, via="job"):
            mail.outbox = []
            send_waiting()
        for message in mail.outbox:
            seen.note("mail", str(message.message()) + message.body)
    seen.logged = "\n".join(log.texts)
    return seen


def jobs_logged() -> tuple[dict[str, str], Counter[str]]:
    """Every job that is due, done as a worker does it: what was logged by schema, and how many of each kind."""
    logged, kinds = dict[str, str](), Counter[str]()
    while found := due_jobs():
        for job_id, _ in found:
            with border.as_runner():
                job = Job.objects.get(pk=job_id)
            with kept_log() as log:
                run_job(job_id)
            kinds[job.kind] += 1
            logged[job.tenant] = logged.get(job.tenant, "") + "\n".join(log.texts)
    return logged, kinds


def exported_in_the_background(browser: Client, source: str) -> Seen:
    """The workbook of a list as a worker writes it."""
    seen, at_once = Seen(), exports.AT_ONCE
    exports.AT_ONCE = 0
    try:
        page = browser.post(f"/exports/of/{source}/", {"what": "everything"}).url
        assert page.startswith("/exports/"), page
        with kept_log() as log:
            assert len([run_job(job_id) for job_id, _ in due_jobs() if _is_export(job_id)]) == 1
    finally:
        exports.AT_ONCE = at_once
    _look(seen, browser, page)
    _look(seen, browser, f"{page}file/")
    seen.logged = "\n".join(log.texts)
    return seen


def _is_export(job_id: object) -> bool:
    with border.as_runner():
        return Job.objects.filter(pk=job_id, kind=exports.WRITE).exists()


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


def _read_by_programs(objects: dict[str, Objects], name: str) -> Iterator[tuple[str, bool | None]]:
    """The addresses of the API that are read, and whether they name something of one's own (None: nothing)."""
    for path, operations in api.get_openapi_schema()["paths"].items():
        if "get" not in operations:
            continue
        if "{" not in path:
            yield path, None
            continue
        before, _, rest = path.partition("{")
        argument, _, after = rest.partition("}")
        for owner, made in objects.items():
            ids = [made[kind]["public_id"] for kind in KINDS_OF_API[argument] if kind in made]
            yield from ((f"{before}{each}{after}", owner == name) for each in ids)


def _token_of_ada(organization: OrganizationRef) -> str:
    with border.inside(organization, BILL, via="web"):
        ada = Account.objects.with_roles().get(roles__role="admin")
        return make_token(ada, TokenWish("Canary", ada.permissions), by=ada).text


def _look(seen: Seen, browser: Client, address: str, form: dict[str, str] | None = None) -> int:
    """Open one address, or send a form and follow where it leads; what it changed is undone."""
    browser.raise_request_exception = False
    with transaction.atomic():
        answer = browser.get(address) if form is None else browser.post(address, form, follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    seen.statuses[answer.status_code] += 1
    seen.broken += [address] * (answer.status_code >= 500)
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    for text in (*texts_of(kind, content), str(answer.headers)):
        seen.note(kind, text, address)
    return answer.status_code
