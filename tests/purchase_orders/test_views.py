"""The list of purchase orders and the page of one: who may open them, and what they show."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from invoices.operations.issue import issue_invoices
from partners.models import Partner, Side
from people.permissions import PERMISSIONS_OF, Permission, Role
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import delete_order, set_suspended
from tests.building import order, po_line, verified
from tests.purchase_orders.pages import listed, page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]
LIST = "/purchase-orders/"


def address(found: PurchaseOrder, part: str = "") -> str:
    return f"{LIST}{found.public_id}/{part}"


def view_counts(answer) -> dict[str, int]:
    links = page_of(answer).xpath("//nav[@class='views']/a[not(@class)]")
    return {link.text.strip(): int(link[0].text) for link in links}


# Who may open what


def test_a_purchase_order_opens_for_everybody_of_its_buyer_who_sees_purchase_orders(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    assert [browser_of("initech", who).get(address(made)).status_code for who in ("ada", "bill", "betty", "otto")] == [
        200
    ] * 4


@pytest.mark.parametrize("part", ["", "edit/"])
def test_a_purchase_order_of_another_organization_is_not_there(door, browser_of, part):
    with door("initech"):
        made = order("PO-1")
    for stranger in ("acme", "hooli"):
        assert browser_of(stranger, "ada").get(address(made, part)).status_code == 404


def test_a_purchase_order_of_another_organization_cannot_be_deleted_or_suspended(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    stranger = browser_of("hooli", "ada")
    assert stranger.post(address(made, "deletion/")).status_code == 404
    assert stranger.post(address(made, "suspension/")).status_code == 404
    with door("initech"):
        kept = PurchaseOrder.objects.get(pk=made.pk)
        assert (kept.deleted_at, kept.is_suspended) == (None, False)


@pytest.mark.parametrize("who", ["otto", "bill"])
def test_who_only_reads_is_refused_every_change(door, browser_of, who):
    with door("initech"):
        made = order("PO-1")
    reader = browser_of("initech", who)
    assert reader.get(f"{LIST}new/").status_code == 403
    assert reader.post(f"{LIST}new/").status_code == 403
    assert reader.post(address(made, "edit/")).status_code == 403
    assert reader.post(address(made, "deletion/")).status_code == 403
    assert reader.post(address(made, "suspension/")).status_code == 403
    assert reader.post(address(made, "reactivation/")).status_code == 403


def test_editing_and_changing_the_status_are_two_permissions(door, browser_of, monkeypatch):
    with door("initech"):
        made = order("PO-1")
    betty = browser_of("initech", "betty")
    monkeypatch.setitem(PERMISSIONS_OF, Role.BUYER, PERMISSIONS_OF[Role.BUYER] - {Permission.EDIT_PURCHASE_ORDERS})
    assert betty.get(address(made, "edit/")).status_code == 403
    assert betty.get(address(made, "suspension/")).status_code == 200
    assert buttons(betty.get(address(made))) == ["Suspend"]
    monkeypatch.setitem(
        PERMISSIONS_OF,
        Role.BUYER,
        (PERMISSIONS_OF[Role.BUYER] | {Permission.EDIT_PURCHASE_ORDERS}) - {Permission.CHANGE_PURCHASE_ORDER_STATUS},
    )
    assert betty.get(address(made, "edit/")).status_code == 200
    assert betty.get(address(made, "suspension/")).status_code == 403
    assert "Edit" in buttons(betty.get(address(made)))
    assert "Suspend" not in buttons(betty.get(address(made)))


def buttons(answer) -> list[str]:
    found = page_of(answer).xpath("//div[@class='page-actions']//*[self::a or self::button]")
    return [button.text_content().strip() for button in found]


def test_whoever_is_not_signed_in_is_asked_to_sign_in(door):
    with door("initech"):
        made = order("PO-1")
    visitor = Client(headers={"host": "initech.localhost"})
    for path in (LIST, address(made), address(made, "edit/"), f"{LIST}new/", address(made, "suspension/")):
        answer = visitor.get(path)
        assert answer.status_code == 302
        assert answer.url.startswith("/sign-in/")


def test_deleting_is_no_matter_of_a_link(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    page = browser_of("initech", "betty").get(address(made, "deletion/"))
    assert "<h1>Delete PO-1?</h1>" in page.content.decode()
    with door("initech"):
        assert PurchaseOrder.objects.filter(deleted_at=None).count() == 1


def test_a_person_without_any_permission_of_purchase_orders_sees_none(door, browser_of, monkeypatch):
    with door("initech"):
        made = order("PO-1")
    betty = browser_of("initech", "betty")
    monkeypatch.setitem(PERMISSIONS_OF, Role.BUYER, frozenset({Permission.SEE_INVOICES}))
    assert betty.get(LIST).status_code == 403
    assert betty.get(address(made)).status_code == 403


# The list


@pytest.fixture
def seven(door, used, today) -> None:
    """Orders in every status, two of them at risk; the newest last."""
    with door("initech"):
        order("PO-10", description="Cloud services", tags=["Cost centre 4410"])
        order("po-9", effective=date(2027, 1, 1), expiration=date(2027, 12, 31), description="Racks")
        order("PO-8", effective=date(2025, 1, 1), expiration=date(2025, 12, 31), today=date(2025, 1, 2))
        order("PO-7", is_suspended=True)
        order("PO-6", effective=date(2025, 1, 1), expiration=date(2025, 11, 30), is_suspended=True)
        ending = order("PO-5", expiration=today + timedelta(days=30))
        low = order("PO-4", effective=date(2026, 1, 1), expiration=date(2027, 11, 30))
        used(low, "892.51")
        used(ending, "892.50")


def test_the_list_counts_and_shows_the_orders_of_each_view(browser_of, seven):
    betty = browser_of("initech", "betty")
    assert view_counts(betty.get(LIST)) == {
        "All": 7, "Active": 3, "Upcoming": 1, "Expired": 1, "Suspended": 1, "Suspended (expired)": 1,
        "At risk": 2, "Exhausted": 0,
    }  # fmt: skip
    assert sorted(listed(betty.get(LIST, {"status": "active"}))) == ["PO-10", "PO-4", "PO-5"]
    assert listed(betty.get(LIST, {"status": "upcoming"})) == ["po-9"]
    assert listed(betty.get(LIST, {"status": "expired"})) == ["PO-8"]
    assert listed(betty.get(LIST, {"status": "suspended"})) == ["PO-7"]
    assert listed(betty.get(LIST, {"status": "suspended_expired"})) == ["PO-6"]
    assert sorted(listed(betty.get(LIST, {"status": "at_risk"}))) == ["PO-4", "PO-5"]


def test_the_list_says_why_an_order_is_at_risk_and_for_how_long(browser_of, seven):
    words = words_of(browser_of("initech", "betty").get(LIST, {"status": "at_risk"}))
    assert "At risk: ends in 30 days" in words
    assert "At risk: a line is low" in words


def test_an_order_ending_in_31_days_with_exactly_a_quarter_left_is_not_at_risk(door, browser_of, used_on, today):
    with door("initech"):
        used_on(order("PO-1", expiration=today + timedelta(days=31)), "892.50", today - timedelta(days=120))
    assert listed(browser_of("initech", "betty").get(LIST, {"status": "at_risk"})) == []


@pytest.mark.parametrize("thresholds", [(75,), (75, 0)])
def test_the_lowest_notice_above_zero_decides_what_low_means(door, browser_of, used, thresholds):
    with door("initech"):
        used(order("PO-1", expiration=date(2027, 12, 31), thresholds=thresholds), "297.51")
    assert listed(browser_of("initech", "betty").get(LIST, {"status": "at_risk"})) == ["PO-1"]


def test_a_line_whose_balance_is_not_tracked_is_never_low(door, browser_of, used):
    with door("initech"):
        made = order("PO-1", expiration=date(2027, 12, 31), lines=[po_line(is_tracked=False)])
        used(made, "5000.00")
    assert view_counts(browser_of("initech", "betty").get(LIST))["At risk"] == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("po-1", ["PO-10"]),
        ("LOUD SER", ["PO-10"]),
        ("centre", ["PO-10"]),
        ("4410", ["PO-10"]),
        ("O-1", ["PO-10"]),
        ("%", []),
        ("p_-", []),
        ("\0", ["PO-10"]),
        ("  ", ["PO-10"]),
        ("po", ["PO-10"]),
        ("10", []),
    ],
)
def test_the_search_finds_part_of_id_description_and_tag_and_the_beginning_of_an_id(door, browser_of, text, found):
    with door("initech"):
        order("PO-10", description="Cloud services", tags=["Cost centre 4410"])
    assert listed(browser_of("initech", "betty").get(LIST, {"q": text})) == found


def test_a_search_narrows_the_views_and_their_counts(browser_of, seven):
    answer = browser_of("initech", "betty").get(LIST, {"q": "racks", "status": "active"})
    assert view_counts(answer)["All"] == 1
    assert listed(answer) == []
    assert "The search or a filter leaves out all purchase orders of this view." in words_of(answer)


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("number", "PO-10", "po-9"),
        ("-number", "po-9", "PO-10"),
        ("expires_on", "PO-6", "po-9"),
        ("-updated", "PO-4", "PO-10"),
        ("updated", "PO-10", "PO-4"),
        ("nonsense", "PO-4", "PO-10"),
        ("", "PO-4", "PO-10"),
    ],
)
def test_the_list_is_sorted_by_id_expiration_or_last_edit(browser_of, seven, sort, first, last):
    found = listed(browser_of("initech", "betty").get(LIST, {"sort": sort}))
    assert (found[0], found[-1]) == (first, last)


@pytest.fixture
def many(door) -> None:
    with door("initech"):
        for number in range(60):
            order(f"PO-{number:03}", lines=[po_line(), po_line("2")], contacts=[])


def test_the_list_turns_pages_of_fifty_and_keeps_search_and_order(browser_of, many):
    betty = browser_of("initech", "betty")
    first = betty.get(LIST, {"sort": "number", "q": "PO-"})
    assert listed(first) == [f"PO-{number:03}" for number in range(50)]
    following = page_of(first).xpath("//a[@rel='next']/@href")[0]
    assert listed(betty.get(LIST + following)) == [f"PO-{number:03}" for number in range(50, 60)]
    assert listed(betty.get(LIST, {"page": "2", "sort": "number"}))[-1] == "PO-059"
    assert len(listed(betty.get(LIST, {"per": "25"}))) == 25


def test_the_list_needs_at_most_ten_statements_however_long_it_is(browser_of, many, django_assert_max_num_queries):
    betty = browser_of("initech", "ada")
    with django_assert_max_num_queries(10):
        assert len(listed(betty.get(LIST, {"per": "100", "q": "PO-"}))) == 60


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("risk=1", ["PO-4", "PO-5"]),
        ("tag=Cost+centre+4410", ["PO-10"]),
        ("tag=Cost", []),
        ("currency=usd", []),
        ("ends_since=2026-12-01&ends_until=2027-11-30", ["PO-10", "PO-4", "PO-5", "PO-7"]),
        ("starts=last-year", ["PO-6", "PO-8"]),
        ("status=active&risk=0", ["PO-10"]),
    ],
)
def test_the_list_is_narrowed_by_risk_tag_currency_and_period(browser_of, seven, query, found):
    assert sorted(listed(browser_of("initech", "betty").get(f"{LIST}?{query}"))) == found


def test_the_list_is_narrowed_by_supplier_and_shows_it_where_chosen(door, browser_of):
    with door("initech"):
        acme = Partner.objects.get(side=Side.SUPPLIER, name__startswith="Acme")
        order("PO-1", bill_from_id=acme.pk)
        order("PO-2")
    betty = browser_of("initech", "betty")
    answer = betty.get(LIST, {"supplier": acme.public_id, "columns": "number,supplier,tags,risk,used"})
    assert listed(answer) == ["PO-1"]
    assert "Acme Distribution SE" in words_of(answer)


def test_the_sums_tell_what_is_left_for_each_currency(door, browser_of, used):
    with door("initech"):
        used(order("PO-1"), "190.00")
        order("PO-2", currency="USD")
        order("PO-3", lines=[po_line(is_tracked=False)], currency="JPY")
    words = words_of(browser_of("initech", "betty").get(LIST))
    assert "1,000.00 EUR left · 1,190.00 value" in words
    assert "1,190.00 USD left · 1,190.00 value" in words
    assert "0 JPY left" in words


def test_value_and_balance_are_the_sums_of_the_tracked_lines(door, browser_of, used):
    with door("initech"):
        made = order("PO-1", lines=[po_line("1"), po_line("2"), po_line("3", is_tracked=False)])
        used(made, "1000.00", "1")
        used(made, "500.00", "3")
    row = words_of(browser_of("initech", "betty").get(LIST))
    assert "2,380.00 EUR" in row
    assert "1,380.00 57 %" in row


def test_an_order_without_a_tracked_line_has_no_balance_in_the_list(door, browser_of):
    with door("initech"):
        order("PO-1", lines=[po_line(is_tracked=False)])
    assert "not tracked" in words_of(browser_of("initech", "betty").get(LIST))


def test_a_deleted_order_is_in_no_list_and_has_no_page(door, browser_of):
    with door("initech"):
        made = order("PO-1")
        delete_order(made.pk)
    betty = browser_of("initech", "betty")
    assert listed(betty.get(LIST)) == []
    assert betty.get(address(made)).status_code == 404


def test_an_empty_list_says_what_purchase_orders_are_for_and_offers_the_first(browser_of):
    answer = browser_of("initech", "betty").get(LIST)
    assert "No purchase orders yet" in words_of(answer)
    ways = [f"{LIST}new/", "/imports/new/purchase-orders/"]
    assert page_of(answer).xpath("//*[@id='no-orders']//a/@href") == ways
    assert page_of(browser_of("initech", "otto").get(LIST)).xpath("//*[@id='no-orders']//a") == []


def test_who_cannot_change_the_status_is_offered_no_boxes_to_tick(door, browser_of):
    with door("initech"):
        order("PO-1")
    assert page_of(browser_of("initech", "betty").get(LIST)).xpath("//input[@name='row']")
    assert not page_of(browser_of("initech", "otto").get(LIST)).xpath("//input[@type='checkbox']")


# The page of one


def test_the_page_shows_what_is_left_line_by_line(door, browser_of, used):
    with door("initech"):
        lines = [po_line("1.10", description="Cloud"), po_line("1.9", is_tracked=False, receipt_required=True)]
        made = order("PO-1", lines=lines, description="Services", tags=["cloud"], bill_to="Head office")
        used(made, "200.00", "1.10")
        used(made, "90.00", "1.9")
    answer = browser_of("initech", "betty").get(address(made))
    words = words_of(answer)
    for part in ("990.00 EUR", "83 % left", "Services", "Head office", "cloud", "Any supplier", "1 Jan – 31 Dec 2026"):
        assert part in words
    numbers = page_of(answer).xpath("//section[@id='lines']//td[@data-label='Line']/text()")
    assert numbers == ["1.9", "1.10"]
    assert "not tracked 90.00 used" in words
    assert "receipt required" in words
    assert "10 × 100.00" in words


def test_the_page_lists_uses_newest_first_and_turns_their_pages(door, browser_of, used):
    with door("initech"):
        made = order("PO-1")
        for number in range(12):
            used(made, f"{number + 1}.00")
    betty = browser_of("initech", "betty")
    first = betty.get(address(made))
    amounts = page_of(first).xpath("//section[@id='uses']//td[@data-label='Amount']")
    assert [cell.text_content() for cell in amounts[:2]] == ["12.00 EUR", "11.00 EUR"]
    assert "1–10 of 12" in words_of(first)
    assert "11–12 of 12" in words_of(betty.get(address(made), {"page": "2"}))


def test_the_page_shows_the_notices_its_contacts_got(door, browser_of, used):
    with door("initech"):
        made = order("PO-1")
        used(made, "600.00")
    words = words_of(browser_of("initech", "betty").get(address(made)))
    assert "PO-1: line 1 is below 75 %" in words
    assert "betty@initech.example" in words


def test_the_page_warns_of_a_line_that_is_low_and_of_the_near_end(door, browser_of, used, today):
    with door("initech"):
        made = order("PO-1", expiration=today + timedelta(days=1))
        used(made, "900.00")
    words = words_of(browser_of("initech", "betty").get(address(made)))
    assert "Line 1 is below 25 %, and it ends tomorrow" in words


def test_the_page_of_a_suspended_order_offers_to_re_activate_it_and_warns_of_nothing(door, browser_of, used, today):
    with door("initech"):
        made = order("PO-1", expiration=today)
        used(made, "900.00")
        set_suspended([made.pk], suspended=True, today=today)
    answer = browser_of("initech", "betty").get(address(made))
    assert "Re-activate" in buttons(answer)
    assert "Line 1 is below" not in words_of(answer)


def test_only_who_may_see_it_reads_what_happened_to_an_order(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    assert "What happened" in words_of(browser_of("initech", "otto").get(address(made)))
    assert "Created by Bill" in words_of(browser_of("initech", "otto").get(address(made)))
    assert "What happened" not in words_of(browser_of("initech", "betty").get(address(made)))


def test_the_page_needs_no_more_statements_for_a_hundred_lines(door, browser_of, used, django_assert_max_num_queries):
    with door("initech"):
        made = order("PO-1", lines=[po_line(str(number)) for number in range(1, 101)])
        for number in range(1, 12):
            used(made, "1.00", str(number))
    ada = browser_of("initech", "ada")
    with django_assert_max_num_queries(22):
        assert ada.get(address(made)).status_code == 200


def test_an_unknown_order_is_not_found(browser_of):
    assert browser_of("initech", "betty").get(f"{LIST}{uuid4()}/").status_code == 404


def test_deleting_hides_the_order_and_says_that_its_id_is_free(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    answer = browser_of("initech", "betty").post(address(made, "deletion/"), follow=True)
    assert "Purchase order PO-1 deleted. Its ID can be used again." in words_of(answer)
    with door("initech"):
        assert PurchaseOrder.objects.get(pk=made.pk).deleted_at is not None


def test_the_texts_of_an_order_are_shown_as_text(door, browser_of):
    with door("initech"):
        made = order(
            "<script>1</script>", description="<b>x</b>", tags=["<i>"], lines=[po_line(description="<u>y</u>")]
        )
    ada = browser_of("initech", "ada")
    for path in (LIST, address(made), address(made, "edit/"), address(made, "suspension/")):
        content = ada.get(path).content.decode()
        assert "<script>1" not in content
        assert "<b>x" not in content
        assert "<u>y" not in content


def test_a_use_of_the_balance_names_its_document_and_leads_to_it(door, browser_of, today):
    with door("initech"):
        made = order("PO-1")
    with door("acme"):
        issue_invoices([verified("initech").pk], today=today)
    page = browser_of("initech", "ada").get(address(made)).content.decode()
    assert '/">INV-2026-000001</a><span class="cell-sub">line 1</span>' in page
