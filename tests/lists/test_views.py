"""The pages around a list, over HTTP: columns, look, sums, saved views, and who may open them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from billing_platform.lists.models import SavedView
from billing_platform.lists.registry import every_list
from invoices.models import Document
from people.models import Account, RoleAssignment
from people.permissions import Permission
from tests.building import buyer, draft

pytestmark = pytest.mark.django_db
LIST = "/invoices/outgoing/"
AROUND = "/lists/outgoing"
STATE = "view=drafts&currency=EUR"


@pytest.fixture
def bill(door, browser_of):
    with door("acme"):
        draft("initech")
    return browser_of("acme", "bill")


def heads(answer) -> list[str]:
    return [head.text_content().strip() for head in html.fromstring(answer.content.decode()).xpath("//thead//th")][1:]


def test_columns_are_shown_in_the_order_that_was_chosen_and_remembered(bill):
    posted = {"order": ["number", "total", "status", "kind"], "on": ["number", "status", "total"]}
    answer = bill.post(f"{AROUND}/columns/?{STATE}", posted, follow=True)
    assert answer.redirect_chain == [(f"{LIST}?{STATE}", 303)]
    assert heads(answer) == ["Number", "Total", "Status"]
    assert heads(bill.get(LIST)) == ["Number", "Total", "Status"]
    bill.post(f"{AROUND}/columns/", {**posted, "reset": "1"})
    assert len(heads(bill.get(LIST))) > 10


def test_columns_of_an_address_are_changed_there_and_remembered_nowhere(bill):
    usual = heads(bill.get(LIST))
    answer = bill.post(
        f"{AROUND}/columns/?columns=number,net", {"order": ["number", "tax"], "on": ["number", "tax"]}, follow=True
    )
    assert heads(answer) == ["Number", "Tax"]
    assert heads(bill.get(LIST)) == usual


def test_without_a_script_a_column_moves_by_its_button_and_nothing_is_kept_yet(bill):
    posted = {"order": ["number", "kind", "status"], "on": ["number", "kind"], "up": "status"}
    page = html.fromstring(bill.post(f"{AROUND}/columns/", posted).content.decode())
    form = next(form for form in page.forms if form.get("id") == "columns")
    values = [value for name, value in form.form_values() if name == "order"]
    assert values[:3] == ["number", "status", "kind"]
    assert [value for name, value in form.form_values() if name == "on"] == ["number", "kind"]
    assert heads(bill.get(LIST))[1] == "Kind"


@pytest.mark.parametrize("part", ["columns", "filters", "views"])
def test_a_part_is_a_page_of_its_own_or_the_part_alone(bill, part):
    page = bill.get(f"{AROUND}/{part}/?{STATE}").content.decode()
    alone = bill.get(f"{AROUND}/{part}/?{STATE}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page
    assert "<html" not in alone
    assert "<form" in alone


@pytest.mark.parametrize("part", ["columns", "filters", "views", "sums"])
def test_a_list_that_there_is_not_is_not_found(bill, part):
    assert bill.get(f"/lists/salaries/{part}/").status_code == 404


@pytest.mark.parametrize("path", ["columns/", "filters/", "views/", "sums/"])
def test_what_stands_around_a_list_needs_its_permission(door, browser_of, path):
    otto = browser_of("acme", "otto")
    with door("acme"):
        RoleAssignment.objects.filter(account__name="Otto").delete()
    answer = otto.get(f"{AROUND}/{path}")
    assert answer.status_code == 403
    assert "See invoices" in answer.content.decode()


def test_rows_and_their_height_are_remembered(bill):
    assert bill.post(f"{AROUND}/look/?{STATE}&per=25", {"per": "100"})["Location"] == f"{LIST}?{STATE}"
    bill.post(f"{AROUND}/look/", {"density": "compact"})
    answer = bill.get(LIST)
    assert (answer.context["state"].size, answer.context["state"].density) == (100, "compact")
    assert 'data-density="compact"' in answer.content.decode()


def test_a_view_is_saved_found_and_opened_with_its_state(door, bill):
    answer = bill.post(f"{AROUND}/views/?{STATE}&per=25&page=2", {"name": "My drafts"}, follow=True)
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//nav[@id='views']/a[@aria-current]/text()") == ["My drafts"]
    assert "View “My drafts” saved." in answer.content.decode()
    with door("acme"):
        query = SavedView.objects.get().query
    assert query.startswith(f"{STATE}&columns=number%2C")
    assert "per=" not in query
    assert "page=" not in query


def test_a_name_that_is_taken_is_said_and_what_was_typed_stays(bill):
    bill.post(f"{AROUND}/views/", {"name": "Mine"})
    answer = bill.post(f"{AROUND}/views/?{STATE}", {"name": "mine", "is_shared": "1"})
    assert answer.status_code == 422
    page = html.fromstring(answer.content.decode())
    assert "You have a view named “mine” already." in page.xpath("//p[@id='view-name-error']")[0].text_content()
    form = next(form for form in page.forms if form.action.endswith(f"/views/?{STATE}"))
    assert {"name": "mine", "is_shared": "1"}.items() <= dict(form.form_values()).items()


def test_a_view_that_was_changed_says_so_and_takes_the_new_state(door, bill):
    address = bill.post(f"{AROUND}/views/?view=drafts", {"name": "Mine"})["Location"]
    assert not bill.get(address).context["is_changed"]
    changed = f"{address}&currency=EUR"
    assert bill.get(changed).context["is_changed"]
    with door("acme"):
        public_id = SavedView.objects.get().public_id
    bill.post(f"/lists/saved/{public_id}/?{changed.partition('?')[2]}", {"overwrite": "1"})
    with door("acme"):
        assert "currency=EUR" in SavedView.objects.get().query


def test_a_deleted_view_is_brought_back_by_undo(door, bill):
    bill.post(f"{AROUND}/views/?view=drafts", {"name": "Mine"})
    with door("acme"):
        public_id = SavedView.objects.get().public_id
    answer = bill.post(f"/lists/saved/{public_id}/deletion/", follow=True)
    undo = f"/lists/saved/{public_id}/restoration/"
    assert f'action="{undo}"' in answer.content.decode()
    assert "Mine" in bill.post(undo, follow=True).content.decode()


def test_a_shared_view_of_another_organization_is_not_there(door, bill, browser_of):
    bill.post(f"{AROUND}/views/", {"name": "Ours", "is_shared": "1"})
    with door("acme"):
        public_id = SavedView.objects.get().public_id
    stranger = browser_of("hooli", "ada")
    for step in ("", "deletion/", "restoration/"):
        assert stranger.post(f"/lists/saved/{public_id}/{step}", {"name": "Theirs"}).status_code == 404
    assert "Ours" not in stranger.get(f"{AROUND}/views/").content.decode()
    with door("acme"):
        assert SavedView.objects.get().name == "Ours"


SHARE = "Share it with everybody"


def test_an_auditor_keeps_views_and_finds_no_way_to_share_one(door, bill, browser_of):
    otto = browser_of("acme", "otto")
    assert SHARE in bill.get(f"{AROUND}/views/").content.decode()
    assert SHARE not in otto.get(f"{AROUND}/views/").content.decode()
    assert otto.post(f"{AROUND}/views/?{STATE}", {"name": "Mine"}).status_code == 303
    dialog = otto.get(f"{AROUND}/views/").content.decode()
    assert "Mine" in dialog
    assert 'name="is_shared"' not in dialog
    with door("acme"):
        view = SavedView.objects.get()
    shared = {"name": "Mine", "is_shared": "1"}
    assert otto.post(f"/lists/saved/{view.public_id}/", shared).status_code == 403
    assert otto.post(f"{AROUND}/views/", {"name": "Ours", "is_shared": "1"}).status_code == 403
    with door("acme"):
        assert list(SavedView.objects.values_list("name", "is_shared")) == [("Mine", False)]


@pytest.mark.parametrize(("permissions", "status"), [([], 403), ([Permission.EDIT_DRAFTS], 303)], ids=["looks", "acts"])
def test_a_view_is_shared_by_who_may_do_more_than_look(browser_with, permissions, status):
    clara = browser_with("acme", Permission.SEE_INVOICES, Permission.SEE_HISTORY, *permissions)
    assert clara.post(f"{AROUND}/views/", {"name": "Ours", "is_shared": "1"}).status_code == status


def test_an_auditor_takes_back_a_view_that_they_shared_in_a_former_role(door, browser_of):
    otto = browser_of("acme", "otto")
    otto.post(f"{AROUND}/views/?{STATE}", {"name": "Ours"})
    with door("acme"):
        SavedView.objects.update(is_shared=True)
        view = f"/lists/saved/{SavedView.objects.get().public_id}/"
    assert "Replace by the list" not in otto.get(f"{AROUND}/views/").content.decode()
    assert otto.post(view, {"overwrite": "1"}).status_code == 403
    assert otto.post(f"{view}deletion/").status_code == 303
    assert otto.post(f"{view}restoration/").status_code == 403
    with door("acme"):
        SavedView.objects.update(deleted_at=None)
    assert otto.post(view, {"name": "Mine"}).status_code == 303
    with door("acme"):
        assert not SavedView.objects.get().is_shared


def test_a_list_opens_as_somebody_chose_when_the_address_says_nothing(bill, browser_of):
    bill.post(f"{AROUND}/views/start/?{STATE}&page=3")
    assert bill.get(LIST)["Location"] == f"{LIST}?{STATE}"
    assert bill.get(f"{LIST}?view=all").status_code == 200
    assert browser_of("acme", "ada").get(LIST).status_code == 200
    bill.post(f"{AROUND}/views/start/", {"forget": "1"})
    assert bill.get(LIST).status_code == 200


def test_sums_of_a_long_list_are_asked_for(door, bill, monkeypatch):
    monkeypatch.setattr("billing_platform.lists.counts.COUNT_LIMIT", 1)
    with door("acme"):
        partner = buyer("initech")
        rows = [Document(direction="out", partner=partner, currency="EUR", total=5, payable=5) for _ in range(3)]
        Document.objects.bulk_create(rows)
    page = bill.get(LIST)
    assert page.context["sums"] == ()
    assert f'hx-get="{AROUND}/sums/?' in page.content.decode()
    assert "not issued yet" in bill.get(f"{AROUND}/sums/", headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("query", ["q=nothing", "currency=EUR", "currency=EUR&sort=-total"])
def test_what_one_page_holds_is_looked_for_once(bill, query):
    with CaptureQueriesContext(connection) as asked:
        bill.get(f"{LIST}?{query}")
    looked = [each["sql"] for each in asked if "NOTHING" in each["sql"].upper() or "'EUR'" in each["sql"]]
    assert len([sql for sql in looked if "invoices_document" in sql]) == 1


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", {"All": "1", "Drafts": "1", "Issued": "0"}),
        ("currency=EUR", {"All": "1", "Drafts": "1", "Issued": "0"}),
        ("currency=USD", {"All": "0", "Drafts": "0", "Issued": "0"}),
        ("currency=EUR&view=issued", {"All": "1", "Drafts": "1", "Issued": "0"}),
        ("currency=EUR&page=7", {"All": "1", "Drafts": "1", "Issued": "0"}),
        ("currency=EUR&sort=number&after=ZZZ_999&page=1", {"All": "1", "Drafts": "1", "Issued": "0"}),
    ],
)
def test_the_views_are_counted_alike_whatever_the_page_holds(bill, query, told):
    page = html.fromstring(bill.get(f"{LIST}?{query}&per=25").content.decode())
    counts = {a.text.strip(): a.xpath("./span/text()")[0] for a in page.xpath("//nav[@id='views']/a[span]")}
    assert told.items() <= counts.items()


def test_every_list_has_one_fixed_column_that_leads_its_card():
    for definition in every_list():
        fixed = [column for column in definition.columns if column.is_fixed]
        assert [column.card for column in fixed] == ["lead"], definition.key
        assert len({column.key for column in definition.columns}) == len(definition.columns)
        assert len({each.key for each in definition.filters}) == len(definition.filters)
        sorts = {order.key for order in definition.orders}
        assert {column.sort for column in definition.columns if column.sort} <= sorts


def test_the_link_to_a_view_shows_somebody_else_the_same(bill, browser_of):
    bill.post(f"{AROUND}/columns/", {"order": ["number", "total", "status"], "on": ["number", "total", "status"]})
    bill.post(f"{AROUND}/look/", {"per": "100", "density": "compact"})
    page = html.fromstring(bill.get(f"{AROUND}/views/?{STATE}&sort=due_date").content.decode())
    link = page.get_element_by_id("view-link").get("value")
    assert link.startswith("http://")
    shown = browser_of("acme", "ada").get("/" + link.split("/", 3)[3])
    state = shown.context["state"]
    assert heads(shown) == ["Number", "Total", "Status"]
    assert (state.size, state.density, state.sort, state.view) == (100, "compact", "due_date", "drafts")
    assert [chip.label for chip in shown.context["chips"]] == ["Currency"]


def test_nobody_writes_by_looking(door, bill):
    for path in (LIST, f"{AROUND}/columns/", f"{AROUND}/filters/", f"{AROUND}/views/", f"{AROUND}/sums/"):
        bill.get(path)
    with door("acme"):
        assert not SavedView.objects.exists()
        assert Account.objects.get(name="Bill")
