"""Exports on their pages: short ones at once, long ones by a job, and nobody else ever takes them."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest

from billing_platform.exports.models import Export, ExportState
from billing_platform.exports.operations import forget_exports
from billing_platform.files.queries import stored_size
from people.models import RoleAssignment
from tenants.models import now
from tests.exports.conftest import values_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(browser_of, people):
    return browser_of("acme", "ada")


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\xa0", " ").split())


def the_export(door):
    with door("acme"):
        return Export.objects.get()


def expire(door):
    with door("acme"):
        Export.objects.update(expires_at=now() - timedelta(seconds=1))


def test_a_short_list_comes_at_once_as_it_is_sorted_and_chosen(ada, asked_for):
    answer = asked_for(ada, query="sort=-name", column=["email", "name"])
    assert answer.status_code == 303
    file = ada.get(answer.url)
    assert file["Content-Type"].endswith("spreadsheetml.sheet")
    assert file["Cache-Control"] == "private, no-store"
    assert 'attachment; filename="People 20' in file["Content-Disposition"]
    assert values_of(file)[:2] == [("Email", "Name"), ("otto@acme.example", "Otto")]


def test_the_entire_data_set_has_all_columns_whatever_is_shown(ada, asked_for):
    file = ada.get(asked_for(ada, "everything", query="sort=-name", column=["name"]).url)
    assert values_of(file)[:2] == [("Name", "Email"), ("Ada", "ada@acme.example")]


def test_a_column_that_the_person_may_not_see_is_not_in_the_file(browser_of, people, asked_for):
    otto = browser_of("acme", "otto")
    assert values_of(otto.get(asked_for(otto, "everything").url))[0] == ("Name",)


def test_a_long_list_is_written_by_a_job_and_has_a_page_with_progress(ada, drain, people, asked_for):
    people.more = 2500
    answer = asked_for(ada)
    page = text_of(ada.get(answer.url))
    assert "0 of 2,504 rows written" in page
    assert 'hx-trigger="every 2s"' in page
    drain()
    done = ada.get(answer.url)
    assert "Download the workbook" in text_of(done)
    assert "every 2s" not in text_of(done)
    rows = values_of(ada.get(f"{answer.url}file/"))
    assert len(rows) == 2505
    assert rows[-1] == ("=1+2499",)


def test_htmx_gets_the_part_that_changes_alone(ada, people, asked_for):
    people.more = 2500
    part = text_of(ada.get(asked_for(ada).url, headers={"HX-Request": "true"}))
    assert part.startswith('<div class="stack" id="export">')


def test_the_same_request_twice_is_one_export(ada, door, people, asked_for):
    people.more = 2500
    request = str(uuid4())
    first, second = asked_for(ada, export=request), asked_for(ada, export=request)
    assert first.url == second.url
    assert str(the_export(door).public_id) == request


def test_more_rows_than_a_sheet_takes_are_refused_and_nothing_is_written(ada, door, people, asked_for):
    people.more = 2_000_000
    answer = asked_for(ada)
    assert answer.status_code == 302
    assert "A sheet of Excel takes 1,048,575 rows" in text_of(ada.get("/exports/"))
    with door("acme"):
        assert not Export.objects.exists()


def test_a_cancelled_export_is_not_kept_whatever_its_job_does(ada, door, drain, people, asked_for):
    people.more = 2500
    url = asked_for(ada).url
    ada.post(f"{url}cancellation/")
    drain()
    assert "This export was cancelled" in text_of(ada.get(url))
    assert the_export(door).sha256 == ""


def test_nobody_else_of_the_organization_finds_it(ada, browser_of, people, asked_for):
    url = asked_for(ada).url.removesuffix("file/")
    bill = browser_of("acme", "bill")
    assert [bill.get(url).status_code, bill.get(f"{url}file/").status_code] == [404, 404]
    assert bill.post(f"{url}cancellation/").status_code == 404
    assert "No exports yet" in text_of(bill.get("/exports/"))


@pytest.mark.parametrize(("organization", "person"), [("hooli", "ada"), ("globex", "ada")])
def test_a_link_of_one_organization_is_nothing_at_another(ada, browser_of, asked_for, organization, person):
    url = asked_for(ada).url
    stranger = browser_of(organization, person)
    assert stranger.get(url).status_code == 404
    stranger.cookies = ada.cookies
    assert stranger.get(url).url.startswith("/sign-in/")


def test_who_is_not_signed_in_takes_nothing(ada, asked_for):
    url = asked_for(ada).url
    ada.post("/sign-out/")
    assert ada.get(url).status_code == 302


def test_the_permission_of_the_list_is_needed_to_ask(browser_of, people, asked_for):
    betty = browser_of("acme", "betty")
    answer = asked_for(betty)
    assert answer.status_code == 403
    assert "The permission “See jobs” is missing" in text_of(answer)


def test_a_list_that_is_none_is_not_found(ada):
    assert ada.post("/exports/of/nothing/").status_code == 404
    assert ada.get("/exports/of/people/").status_code == 405


def test_whoever_lost_a_permission_can_no_longer_take_the_file(ada, door, asked_for):
    url = asked_for(ada, column=["email"]).url
    with door("acme"):
        RoleAssignment.objects.filter(account__email="ada@acme.example").update(role="auditor")
    answer = ada.get(url)
    assert answer.status_code == 403
    assert "The permission “Manage members” is missing" in text_of(answer)


def test_whoever_lost_the_permission_before_it_was_written_gets_no_file(ada, door, drain, people, asked_for):
    people.more = 2500
    url = asked_for(ada).url
    with door("acme"):
        RoleAssignment.objects.filter(account__email="ada@acme.example").update(role="buyer")
    drain()
    export = the_export(door)
    assert (export.state, export.sha256) == (ExportState.REFUSED, "")
    assert "The permission “See jobs” is missing by now." in text_of(ada.get(url))


def test_an_expired_link_gives_nothing_and_says_so(ada, door, asked_for):
    url = asked_for(ada).url
    expire(door)
    answer = ada.get(url)
    assert answer.status_code == 410
    assert "This export has expired" in text_of(answer)
    assert "Expired" in text_of(ada.get("/exports/"))


def test_the_bytes_of_expired_exports_are_deleted_and_the_row_stays(ada, door, asked_for):
    asked_for(ada)
    sha256 = the_export(door).sha256
    with door("acme"):
        assert forget_exports(now()) == 0
        assert stored_size(sha256)
    expire(door)
    with door("acme"):
        assert forget_exports(now()) == 1
        assert stored_size(sha256) is None
        export = Export.objects.get()
    assert (export.state, export.sha256, export.rows) == (ExportState.EXPIRED, "", 4)


def test_a_file_waiting_to_be_written_is_no_file_yet(ada, people, asked_for):
    people.more = 2500
    assert ada.get(f"{asked_for(ada).url}file/").status_code == 409


def test_the_list_shows_ones_own_with_state_and_link(ada, asked_for, django_assert_max_num_queries):
    file = asked_for(ada).url
    asked_for(ada, "everything")
    with django_assert_max_num_queries(9):
        page = text_of(ada.get("/exports/"))
    assert f'href="{file}"' in page
    assert page.count("Ready") == 2
    assert "Entire data set" in page


def test_what_a_sheet_cannot_hold_is_told_on_the_page(ada, door, asked_for):
    url = asked_for(ada).url.removesuffix("file/")
    with door("acme"):
        Export.objects.update(as_text=2, shortened=1)
    page = text_of(ada.get(url))
    assert "2 numbers of more than 15 digits stand as text" in page
    assert "1 text longer than a cell of Excel takes" in page
