"""The pages of payment terms: who has them, editing in a row, together, the default, and two admins at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from common.dates import first_of_next_month
from payment_terms.models import CountsFrom
from payment_terms.operations import change_default, choose_counts_from, set_terms
from payment_terms.queries.impact import chosen_rule
from payment_terms.rules import Kind, Terms
from payment_terms.views import rows
from tests.building import buyer, draft
from tests.payment_terms.pages import (
    HTMX,
    LIST,
    address,
    id_of,
    looked_and_saved,
    newest,
    sent_by,
    stored,
    today,
    typed_in_row,
)

pytestmark = pytest.mark.django_db


def test_a_customer_has_no_such_page_and_no_entry_in_its_menu(browser_of):
    browser = browser_of("initech", "ada")
    assert browser.get(LIST).status_code == 404
    assert "Payment terms" not in browser.get("/").content.decode()


@pytest.mark.parametrize("organization", ["acme", "globex"])
def test_distributors_and_sellers_have_it(browser_of, organization):
    page = browser_of(organization, "ada").get(LIST)
    assert page.status_code == 200
    assert "Initech AG" in page.content.decode()


def test_a_buyer_role_may_not_see_it_and_a_billing_admin_reads_it_without_fields(browser_of):
    assert browser_of("acme", "betty").get(LIST).status_code == 403
    assert 'class="edit-input"' not in browser_of("acme", "bill").get(LIST).content.decode()


@pytest.mark.parametrize("name", ["terms", "days", "undo"])
def test_a_billing_admin_changes_nothing(browser_of, door, name):
    assert browser_of("acme", "bill").post(address(name, id_of(door))).status_code == 403


def test_the_buyer_of_another_supplier_is_not_found(browser_of, door):
    stranger = id_of(door, "initech", "globex")
    assert browser_of("acme", "ada").get(address("detail", stranger)).status_code == 404
    assert browser_of("acme", "ada").post(address("days", stranger), {f"days-{stranger}": "5"}).status_code == 404


def test_a_number_typed_in_the_row_is_saved_and_the_row_says_from_when(browser_of, door):
    answer = typed_in_row(browser_of("acme", "ada"), id_of(door), "45")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert stored(door) == "Net 45"
    assert f"from {first_of_next_month(today()):%-d %b %Y}" in text
    assert "Undo" in text
    assert ">False<" in text


def test_an_edit_in_place_says_what_it_does_right_after(browser_of, door):
    with door("acme"):
        draft("initech", today=today())
    answer = typed_in_row(browser_of("acme", "ada"), id_of(door), "45")
    assert "1 draft: 119.00 EUR 15 days later" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "missing"), ("-1", "negative"), ("1.5", "fraction"), ("1e2", "exponent"), ("30 days", "Only digits"),
        ("３０", "full-width"), ("1000", "outside the range"),
    ],
    ids=["empty", "negative", "fraction", "exponent", "words", "full_width", "too_many"],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused_with_the_reason_and_the_old_value_stays(browser_of, door, typed, reason):
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 30), today=today())
    answer = typed_in_row(browser_of("acme", "ada"), id_of(door), typed)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert "Net 30 stays." in answer.content.decode()
    assert stored(door) == "Net 30"


def test_the_number_a_row_has_already_is_no_change_and_offers_no_undo(browser_of, door):
    browser, row = browser_of("acme", "ada"), id_of(door)
    typed_in_row(browser, row, "45")
    text = typed_in_row(browser, row, "45").content.decode()
    assert "Nothing to save: Net 45 it is." in text
    assert "Undo" not in text


@pytest.mark.parametrize("typed", ["0", "999"])
def test_the_ends_of_the_range_are_taken(browser_of, door, typed):
    assert typed_in_row(browser_of("acme", "ada"), id_of(door), typed).status_code == 200
    assert stored(door) == f"Net {typed}"


def test_the_later_of_two_admins_is_told_and_chooses(browser_of, door):
    browser, row = browser_of("acme", "ada"), id_of(door)
    typed_in_row(browser, row, "45", seen="1")
    late = typed_in_row(browser, row, "60", seen="1")
    text = late.content.decode()
    assert late.status_code == 409
    assert "Ada set Net 45 at" in text
    assert "Keep 60" in text
    assert "take Net 45" in text
    assert stored(door) == "Net 45"


def test_an_edit_is_undone_in_its_row(browser_of, door):
    browser, row = browser_of("acme", "ada"), id_of(door)
    typed_in_row(browser, row, "45")
    answer = browser.post(address("undo", row), headers=HTMX)
    assert "Net" in answer.content.decode()
    assert stored(door) == ""


def test_other_kinds_are_looked_at_before_they_are_saved(browser_of, door):
    browser, row = browser_of("acme", "ada"), id_of(door)
    typed = {"kind": "net", "days": "90", "discount_percent": "2", "discount_days": "10"}
    looked = browser.post(address("terms", row), typed | {"step": "preview"}).content.decode()
    assert "Directive 2011/7/EU" in looked
    assert "or 2 % less if paid by" in looked
    assert stored(door) == "default"
    assert looked_and_saved(browser, address("terms", row), typed).status_code == 302
    assert stored(door) == "2/10 net 90"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "day_of_month", "day": "32", "months": "1"}, "day"),
        ({"kind": "day_of_month", "day": "31", "months": "13"}, "months"),
        ({"kind": "net", "days": "1e2"}, "days"),
        ({"kind": "net", "days": "30", "discount_percent": "2", "discount_days": "40"}, "discount_days"),
    ],
    ids=["day", "months", "days", "discount"],
)
def test_a_wrong_figure_stands_at_its_field_and_nothing_typed_is_lost(browser_of, door, typed, field):
    answer = browser_of("acme", "ada").post(address("terms", id_of(door)), typed | {"step": "save"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert f'value="{typed[field]}"' in answer.content.decode()
    assert stored(door) == "default"


def test_rows_are_changed_together_after_a_look_and_undone(browser_of, door):
    browser = browser_of("acme", "ada")
    rows = {"row": [str(id_of(door)), str(id_of(door, "globex"))]}
    typed = rows | {"kind": "net", "days": "45"}
    looked = browser.post(reverse("payment_terms:changes"), typed | {"step": "preview"})
    assert looked.context["preview"].changed == 2
    assert stored(door) == "default"
    browser.post(reverse("payment_terms:changes"), typed | sent_by(looked) | {"step": "save"})
    assert (stored(door), stored(door, "globex")) == ("Net 45", "Net 45")
    batch = reverse("payment_terms:batch", args=[newest(door)])
    assert "Undo" in browser.get(batch).content.decode()
    browser.post(reverse("payment_terms:undo_batch", args=[newest(door)]))
    assert (stored(door), stored(door, "globex")) == ("", "")


def test_all_that_match_are_changed_and_no_others(browser_of, door):
    browser = browser_of("acme", "ada")
    address = f"{reverse('payment_terms:changes')}?q=initech"
    looked_and_saved(browser, address, {"everything": "1", "kind": "net", "days": "45"})
    assert (stored(door), stored(door, "globex")) == ("Net 45", "default")


def test_what_somebody_changed_after_the_look_stops_the_change_of_all(browser_of, door):
    browser, rows = browser_of("acme", "ada"), {"row": [str(id_of(door)), str(id_of(door, "globex"))]}
    typed = rows | {"kind": "net", "days": "45"}
    looked = browser.post(reverse("payment_terms:changes"), typed | {"step": "preview"})
    typed_in_row(browser, id_of(door), "20")
    late = browser.post(reverse("payment_terms:changes"), typed | sent_by(looked) | {"step": "save"})
    assert late.status_code == 409
    assert "Ada set Net 20 at" in late.content.decode()
    assert stored(door, "globex") == "default"


def test_a_new_default_shows_what_it_does_and_leaves_updated_on_empty(browser_of, door):
    with door("acme"):
        draft("initech", today=today())
    browser = browser_of("acme", "ada")
    typed = {"kind": "net", "days": "60"}
    looked = browser.post(reverse("payment_terms:default"), typed | {"step": "preview"})
    assert "30 days later" in looked.content.decode()
    browser.post(reverse("payment_terms:default"), typed | sent_by(looked) | {"step": "save"})
    rows = {each.row.name: each.row for each in browser.get(LIST).context["found"]}
    row = rows["Initech AG"]
    assert (row.text, row.follows_default, row.updated_at, row.updated_by) == ("Net 60", True, None, "")
    assert row.counts_from == first_of_next_month(today())


@pytest.mark.parametrize("rule", CountsFrom)
def test_the_page_of_the_default_takes_a_change_back_while_that_can_be_done(browser_of, door, rule):
    with door("acme"):
        choose_counts_from(rule)
    browser, page, undo = (
        browser_of("acme", "ada"),
        *map(reverse, ("payment_terms:default", "payment_terms:undo_default")),
    )
    assert f'action="{undo}"' not in browser.get(page).content.decode()
    looked_and_saved(browser, page, {"kind": "net", "days": "60"})
    shown = browser.get(page)
    assert f'action="{undo}"' in shown.content.decode()
    answer = browser.post(undo, {"seen": sent_by(shown)["seen"]}, follow=True).content.decode()
    assert "The change of the default is undone." in answer
    assert '<h2 id="new-default">Net 30' in answer


def test_a_default_that_counts_is_not_offered_to_be_undone_where_changes_count_from_the_next_month(browser_of, door):
    with door("acme"):
        change_default(Terms(Kind.NET, 60), today=today() - timedelta(days=40))
    page = browser_of("acme", "ada").get(reverse("payment_terms:default")).content.decode()
    assert reverse("payment_terms:undo_default") not in page


def test_the_supplier_chooses_when_changes_count(browser_of, door):
    browser_of("acme", "ada").post(reverse("payment_terms:counts_from"), {"counts_from": "immediately"})
    with door("acme"):
        assert set_terms(buyer("initech").pk, Terms(Kind.NET, 5), today=today()).counts_from == today()
        choose_counts_from(CountsFrom.NEXT_MONTH)


def seen_in(page) -> str:
    """The version that the form of a page sends again."""
    return page.content.decode().partition('name="seen" value="')[2].partition('"')[0]


def test_the_later_of_two_who_choose_when_changes_count_is_told(browser_of, door):
    browser, url = browser_of("acme", "ada"), reverse("payment_terms:counts_from")
    page = browser.get(reverse("payment_terms:default")).content.decode()
    assert '<input type="hidden" name="seen" value="next_month"' in page
    with door("acme"):
        choose_counts_from(CountsFrom.IMMEDIATELY)
    answer = browser.post(url, {"counts_from": "next_month", "seen": "next_month"}, follow=True)
    assert "Somebody else chose “Immediately” meanwhile." in answer.content.decode()
    with door("acme"):
        assert chosen_rule() == CountsFrom.IMMEDIATELY
    browser.post(url, {"counts_from": "next_month", "seen": "immediately"})
    with door("acme"):
        assert chosen_rule() == CountsFrom.NEXT_MONTH


def test_the_page_of_many_rows_sends_again_what_it_was_looked_at(browser_of, door):
    browser, rows = browser_of("acme", "ada"), {"row": [str(id_of(door)), str(id_of(door, "globex"))]}
    typed = rows | {"kind": "net", "days": "45"}
    looked = browser.post(reverse("payment_terms:changes"), typed | {"step": "preview"})
    typed_in_row(browser, id_of(door), "20")
    late = browser.post(reverse("payment_terms:changes"), typed | sent_by(looked) | {"step": "save"})
    assert (late.status_code, stored(door)) == (409, "Net 20")
    assert "Net 20" in late.content.decode()
    browser.post(reverse("payment_terms:changes"), typed | sent_by(late) | {"step": "save"})
    assert stored(door) == "Net 45"


def test_what_was_typed_for_many_rows_stands_in_its_fields_after_the_look(browser_of, door):
    typed = {"row": [str(id_of(door))], "kind": "eom_plus", "days": "15", "discount_percent": "", "step": "preview"}
    page = browser_of("acme", "ada").post(reverse("payment_terms:changes"), typed)
    form = page.context["form"]
    assert [form[name].value() for name in ("kind", "days", "discount_percent")] == ["eom_plus", "15", ""]
    assert 'value="15"' in page.content.decode()


def test_whoever_is_told_of_a_change_on_the_page_of_a_row_keeps_theirs_by_saving_again(browser_of, door):
    browser, row = browser_of("acme", "ada"), id_of(door)
    typed = {"kind": "net", "days": "60"}
    before = sent_by(browser.get(address("detail", row)))
    typed_in_row(browser, row, "45")
    late = looked_and_saved(browser, address("terms", row), typed | before)
    assert (late.status_code, stored(door)) == (409, "Net 45")
    browser.post(address("terms", row), typed | sent_by(late) | {"step": "save"})
    assert stored(door) == "Net 60"


def test_whoever_is_told_of_a_change_of_the_default_keeps_theirs_by_saving_again(browser_of, door):
    browser, page = browser_of("acme", "ada"), reverse("payment_terms:default")
    typed = {"kind": "net", "days": "60"}
    before = sent_by(browser.get(page))
    looked_and_saved(browser, page, typed | {"days": "45"})
    late = looked_and_saved(browser, page, typed | before)
    assert late.status_code == 409
    assert browser.post(page, typed | sent_by(late) | {"step": "save"}).status_code == 302


@pytest.mark.parametrize("is_default", [False, True], ids=["row", "default"])
def test_undo_in_a_toast_takes_back_what_it_reports_and_not_what_somebody_changed_since(browser_of, door, is_default):
    row = id_of(door)
    page = reverse("payment_terms:default") if is_default else address("terms", row)
    ada = browser_of("acme", "ada")
    saved = looked_and_saved(ada, page, {"kind": "net", "days": "45"})
    toasts = ada.get(saved.url).content.decode()
    undo = f"{reverse('payment_terms:undo_default') if is_default else address('undo', row)}?seen="
    version = toasts.partition(f'action="{undo}')[2].partition('"')[0]
    looked_and_saved(ada, page, {"kind": "net", "days": "20"})
    assert "set Net 20 at" in ada.post(undo + version, follow=True).content.decode()


@pytest.mark.parametrize("way", ["in the row", "on the page"])
def test_undo_takes_nothing_back_that_somebody_changed_before_the_answer_was_made(browser_of, door, monkeypatch, way):
    def beside_another(partner_id, terms, **more):
        done = set_terms(partner_id, terms, **more)
        set_terms(partner_id, Terms(Kind.NET, 20), today=today())
        return done

    monkeypatch.setattr(rows, "set_terms", beside_another)
    browser, row = browser_of("acme", "ada"), id_of(door)
    if way == "in the row":
        said = typed_in_row(browser, row, "45").content.decode()
        version = re.search(r'undo/" hx-vals=\'{"seen": "([0-9]+)"}', said)[1]
    else:
        saved = looked_and_saved(browser, address("terms", row), {"kind": "net", "days": "45"})
        version = re.search(r"undo/\?seen=([0-9]+)", browser.get(saved.url).content.decode())[1]
    browser.post(address("undo", row), {"seen": version}, headers=HTMX)
    assert stored(door) == "Net 20"
