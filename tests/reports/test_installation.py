"""The operator's pages: every organization and the work in it, and nothing of anybody's trade."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import html

from reports.queries.installation import waiting_words
from tenants import border
from tenants.border import BorderBreach
from tenants.jobs.models import Job, JobState
from tenants.jobs.queries import work_by_organization
from tenants.models import now
from tests.building import draft

pytestmark = pytest.mark.django_db
LIST = "/organizations/"
CAST = ["Acme Distribution SE", "Globex GmbH", "Initech AG", "Hooli Ltd", "Ops Ltd"]


@pytest.fixture
def job(door):
    """Writes one job in somebody's books."""

    def write(organization: str, kind: str = "issue_invoices", **facts: object) -> Job:
        with door(organization):
            return Job.objects.bulk_create([Job(kind=kind, actor="person:0190 Ben Vogt", **facts)])[0]

    return write


def rows_of(answer) -> dict[str, list[str]]:
    """The cells of each row by the name it begins with."""
    page = html.fromstring(answer.content.decode())
    found = [[" ".join(cell.itertext()).split() for cell in row] for row in page.xpath("//tbody/tr")]
    return {" ".join(cells[0]): [" ".join(cell) for cell in cells[1:]] for cells in found}


def names_in(answer) -> list[str]:
    return [name.rpartition(" ORG-")[0] for name in rows_of(answer)]


def test_the_operator_begins_with_all_organizations(browser_of, cast):
    answer = browser_of("ops", "ada").get("/", follow=True)
    assert names_in(answer) == CAST
    first = rows_of(answer)[f"Acme Distribution SE {cast['acme'].organization_id}"]
    assert first == ["Distributor", "Active", "acme.localhost", "Up to date", "0", "0", "0", "—"]


def test_what_waits_and_what_failed_is_counted_by_organization(browser_of, job):
    job("initech", due_at=now() - timedelta(hours=2, minutes=5))
    job("initech", due_at=now() + timedelta(days=1))
    job("initech", state=JobState.RUNNING)
    job("globex", state=JobState.PARKED, error="secret of Globex", finished_at=now())
    job("globex", state=JobState.PARKED, finished_at=now() - timedelta(days=8))
    rows = {name.split()[0]: cells[4:] for name, cells in rows_of(browser_of("ops", "ada").get(LIST)).items()}
    assert (rows["Initech"], rows["Globex"]) == (["1", "1", "0", "2 hours"], ["0", "0", "1", "—"])


@pytest.mark.parametrize(
    ("query", "names"),
    [("q=globex", ["Globex GmbH"]), ("q=hooli.local", ["Hooli Ltd"]), ("view=needs", ["Initech AG"]), ("q=nobody", [])],
)
def test_the_list_is_narrowed(browser_of, job, query, names):
    job("initech", due_at=now() - timedelta(minutes=6))
    job("acme", due_at=now() - timedelta(minutes=4))
    assert names_in(browser_of("ops", "ada").get(f"{LIST}?{query}")) == names


def test_an_organization_shows_its_work_by_kind_and_nothing_of_what_it_is_about(browser_of, job, cast):
    job("globex", state=JobState.PARKED, error="secret of Globex", finished_at=now())
    job("globex", state=JobState.DONE, result={"issued": 52}, finished_at=now())
    answer = browser_of("ops", "ada").get(f"{LIST}{cast['globex'].public_id}/")
    assert rows_of(answer) == {"Issue invoices": ["0", "0", "1", "1", "—"]}
    assert "secret" not in answer.content.decode()
    assert "Ben Vogt" not in answer.content.decode()


def test_the_work_of_others_shows_up_in_no_other_organizations_page(browser_of, job, cast):
    job("globex", state=JobState.RUNNING)
    assert rows_of(browser_of("ops", "ada").get(f"{LIST}{cast['acme'].public_id}/")) == {}


def test_the_menu_of_the_operator_holds_no_trade(browser_of):
    page = html.fromstring(browser_of("ops", "ada").get(LIST).content.decode())
    menu = [link.text_content().strip() for link in page.xpath("//nav[@aria-label='Main']//a")]
    assert menu == ["Organizations", "Mails", "History", "Members", "API", "Jobs"]


@pytest.mark.parametrize("organization", ["acme", "globex", "initech"])
def test_nobody_else_has_these_pages(browser_of, cast, organization):
    browser = browser_of(organization, "ada")
    assert browser.get(LIST).status_code == 404
    assert browser.get(f"{LIST}{cast['hooli'].public_id}/").status_code == 404


def test_who_sees_no_jobs_at_the_operator_is_refused(browser_of):
    assert browser_of("ops", "betty").get(LIST).status_code == 403
    assert "There are no figures for you here" in browser_of("ops", "betty").get("/").content.decode()


def test_an_unknown_organization_is_not_found(browser_of, cast, door):
    with door("acme"):
        known_elsewhere = draft().public_id
    assert browser_of("ops", "ada").get(f"{LIST}{known_elsewhere}/").status_code == 404


def test_the_jobs_of_others_are_read_by_the_operator_alone(door):
    with door("acme"), pytest.raises(BorderBreach):
        work_by_organization()
    with door("ops"):
        before = border.present_actor()
        work_by_organization()
        assert border.present_actor() == before


def test_the_list_costs_the_same_for_many(browser_of, job, django_assert_max_num_queries):
    for organization in ("acme", "globex", "initech", "hooli"):
        job(organization)
    browser = browser_of("ops", "ada")
    with django_assert_max_num_queries(9):
        assert browser.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, ""), (59.0, "less than a minute"), (60.0, "1 minute"), (7_200.0, "2 hours"), (200_000.0, "2 days")],
)
def test_a_wait_is_told_in_its_largest_unit(seconds, words):
    assert waiting_words(seconds) == words
