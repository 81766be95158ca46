"""Make the demo: organizations, people, relationships, and a year of trade between them, on the whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Q

from common.errors import Refusal
from common.sql import rows
from demo import (
    colleagues,
    contracts,
    corrections,
    endings,
    erp,
    kept_views,
    once,
    orders,
    received,
    terms,
    together,
    trouble,
    workbooks,
)
from demo.cast import IN_GERMAN, ORGANIZATIONS, PASSWORD, PEOPLE, TRADES
from demo.scene import MORNING, ZONE, Event, Scene
from demo.year import Year
from partners.operations import BuyerFacts, add_buyer
from people.models import Account
from people.operations import create_account
from people.permissions import Role
from tenants import border, register
from tenants.border import Actor, OrganizationRef
from tenants.clock import Move, telling_the_past
from tenants.jobs.models import Job, JobState
from tenants.jobs.operations import MOST_ATTEMPTS, claim, run_job
from tenants.jobs.registry import LEASE
from tenants.models import now
from tenants.provisioning import create_organization

DIRECTOR = Actor("system:demo", "Demo")
DEMO_LOCK = 7_260_412
BEFORE = timedelta(days=25)
LATER = timedelta(minutes=2)
# Of the jobs, those that the story needs done; PDFs and official rules are left to the workers.
WORKED_OFF = Q(kind="send_outbox") | Q(kind__startswith="bulk_")
ROOMS = (
    terms, orders, colleagues, contracts, once, trouble, corrections, erp, together, workbooks, kept_views,
    endings, received,
)  # fmt: skip
Report = Callable[[str], None]


class DemoInTheMaking(Refusal):
    """Two runs at once would make the same organizations; the second one leaves it to the first."""

    code = "demo_in_the_making"


@dataclass(slots=True)
class Story:
    """The organizations made so far, the people who act in them, and how far the clock has come."""

    year: Year
    move: Move
    report: Report
    made: dict[str, OrganizationRef] = field(default_factory=dict)
    actors: dict[tuple[str, Role], Actor] = field(default_factory=dict)


def make_demo(*, today: date, report: Report = lambda line: None) -> bool:
    """The whole demo, once; False when it is there already (nothing is changed then).

    One transaction: a run that is killed leaves nothing, and the next one starts anew. Runs as the owner login, which
    alone may tell the past. Refuses while another run is at it (DemoInTheMaking).
    """
    if register.organization_at(ORGANIZATIONS["acme"].host):
        return False
    with transaction.atomic(), telling_the_past() as move:
        _alone()
        story = Story(Year(today), move, report)
        move(datetime.combine(story.year.first(0), MORNING, ZONE) - BEFORE)
        _found(story)
        _trade(story)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return True


def _alone() -> None:
    if not rows("SELECT pg_try_advisory_xact_lock(%s)", [DEMO_LOCK])[0][0]:
        raise DemoInTheMaking("Another run is making the demo right now. Wait until it is done.")


def _found(story: Story) -> None:
    hashed = make_password(PASSWORD)
    for name, facts in ORGANIZATIONS.items():
        story.report(f"{facts.name}, {facts.kind}")
        story.made[name] = create_organization(facts)
        with border.inside(story.made[name], DIRECTOR, via="command"):
            for person in PEOPLE:
                account: Account = create_account(person.email(name), person.name, [person.role], hashed=hashed)
                story.actors[name, person.role] = account.as_actor()
    for supplier, buyer in TRADES:
        with border.inside(story.made[supplier], story.actors[supplier, Role.ADMIN], via="command"):
            number = story.made[buyer].number
            language = "de" if buyer in IN_GERMAN else "en"
            noted = BuyerFacts(f"C-{10_000 + 7 * number}", f"ben@{buyer}.example", language)
            add_buyer(number, facts=noted)


def _trade(story: Story) -> None:
    told = sorted((event for room in ROOMS for event in room.events(story.year)), key=lambda event: event.instant)
    past = (event for event in told if event.day <= story.year.today)
    for month, members in groupby(past, key=lambda event: event.day.replace(day=1)):
        issued = sum(_happen(story, event) for event in members)
        story.report(f"{month:%b %Y}: {issued} invoices issued")


def _happen(story: Story, event: Event) -> int:
    """One event through its door, then the mails and acts on many rows that it left to a worker."""
    story.move(max(event.instant, now()))
    with border.inside(story.made[event.organization], story.actors[event.organization, event.role], via="command"):
        scene = Scene(story.year, event.day)
        event.act(scene)
    story.move(now() + LATER)
    _work_off(story, worker_dies=scene.worker_dies)
    return scene.issued


def _work_off(story: Story, *, worker_dies: bool) -> None:
    with border.as_runner():
        due = Job.objects.filter(WORKED_OFF, state=JobState.QUEUED, due_at__lte=now())
        waiting = list(due.order_by("due_at").values_list("id", flat=True))
    for job_id in waiting:
        if worker_dies:
            _die_over(story, job_id)
        else:
            run_job(job_id)


def _die_over(story: Story, job_id: UUID) -> None:
    """Each try is claimed and never ended; the one after the last finds that, and gives the job up with its reason."""
    for _ in range(MOST_ATTEMPTS + 1):
        claim(job_id)
        story.move(now() + LEASE + timedelta(seconds=1))
