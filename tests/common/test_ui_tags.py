"""The tags of the screens: figures, states, icons, sorting, forms and the parts of a page, as markup."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.db.models import TextChoices
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from common.ui.icons import ICON_NAMES
from common.ui.parts import Consideration, Fact, RuleFact, TimelineEntry

ROOT = Path(__file__).parents[2]


class Status(TextChoices):
    ACTIVE = "active", "Active"
    EXPIRED = "expired", "Expired"

    @property
    def tone(self) -> str:
        return "good" if self is Status.ACTIVE else "quiet"


class LineForm(forms.Form):
    description = forms.CharField()
    quantity = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    end = forms.CharField(help_text="Through the last day of the month.")
    note = forms.CharField(required=False)
    track = forms.BooleanField(label="Track the balance", required=False)
    match = forms.ChoiceField(choices=[("a", "Automatic"), ("n", "By number")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def _berlin_in_english() -> Iterator[None]:
    with timezone.override("Europe/Berlin"), translation.override("en"):
        yield


def shown(source: str, *, request: HttpRequest | None = None, **values: object) -> str:
    context = Context({"request": request, **values})
    return Template("{% load ui %}" + source).render(context).strip()


# Figures


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1250", "EUR", "1,250.00"),
        ("1980000.00", "JPY", "1,980,000"),
        ("2140.5", "KWD", "2,140.500"),
        ("-20000", "EUR", "−20,000.00"),
        ("0.005", "EUR", "0.005"),
        ("12.5", "ZZZ", "12.5"),
        ("123456789012345.67", "EUR", "123,456,789,012,345.67"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_and_loses_no_digit(amount: str, currency: str, text: str) -> None:
    assert shown("{{ amount|amount:currency }}", amount=Decimal(amount), currency=currency) == text


def test_money_is_marked_up_with_its_currency_standing_back() -> None:
    markup = shown("{{ amount|money:'EUR' }}", amount=Decimal("1250"))
    assert markup == '<span class="money">1,250.00 <span class="ccy">EUR</span></span>'


def test_an_amount_of_zero_stands_back() -> None:
    assert 'class="money money-zero"' in shown("{{ amount|money:'EUR' }}", amount=Decimal("0.00"))


def test_money_as_plain_text_carries_no_markup() -> None:
    assert shown("{{ amount|money_text:'USD' }}", amount=Decimal("-9.5")) == "−9.50 USD"


def test_a_missing_amount_is_a_dash_and_not_an_empty_cell() -> None:
    assert shown("{{ amount|money:'EUR' }}", amount=None) == '<span class="cell-none">—</span>'


def test_amounts_follow_the_separators_of_the_language() -> None:
    with translation.override("de"):
        assert shown("{{ amount|amount:'EUR' }}", amount=Decimal("1250.5")) == "1.250,50"


def test_a_currency_code_from_outside_cannot_bring_markup() -> None:
    assert "<b>" not in shown("{{ amount|money:currency }}", amount=Decimal(1), currency="<b>")


@pytest.mark.parametrize(("number", "text"), [("1500.0000", "1,500"), ("0.0332", "0.0332"), ("-2.50", "−2.5")])
def test_a_quantity_shows_its_significant_digits(number: str, text: str) -> None:
    assert shown("{{ number|quantity }}", number=Decimal(number)) == text


def test_a_day_is_written_with_its_short_month() -> None:
    assert shown("{{ day|day }}", day=dt.date(2026, 11, 3)) == "3 Nov 2026"


def test_an_instant_is_shown_in_the_active_time_zone() -> None:
    instant = dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)
    assert shown("{{ at|moment }} / {{ at|day }}", at=instant) == "1 Dec 2026, 00:30 / 1 Dec 2026"


@pytest.mark.parametrize("filter_name", ["day", "moment", "quantity"])
def test_what_is_missing_is_a_dash(filter_name: str) -> None:
    assert shown("{{ nothing|" + filter_name + " }}", nothing=None) == "—"


# States and icons


def test_a_status_has_tone_and_word() -> None:
    assert shown("{{ s|status_badge }}", s=Status.ACTIVE) == '<span class="status" data-tone="good">Active</span>'


def test_a_quiet_status_in_a_list_has_the_plain_ring() -> None:
    assert shown("{{ s|status_badge }}", s=Status.EXPIRED) == '<span class="status">Expired</span>'


def test_a_badge_beside_a_title_keeps_its_shape_when_quiet() -> None:
    assert shown("{{ s|badge }}", s=Status.EXPIRED) == '<span class="badge" data-tone="quiet">Expired</span>'


def test_an_icon_points_into_the_sprite_and_is_silent_for_screen_readers() -> None:
    markup = shown("{% icon 'invoice' 'sm' %}")
    assert re.search(r'class="icon icon-sm" aria-hidden="true"><use href="[^"]*icons[^"]*\.svg#i-invoice"', markup)


def test_an_icon_that_the_sprite_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="no icon named 'unicorn'"):
        shown("{% icon 'unicorn' %}")


def test_the_list_of_icons_is_the_sprite() -> None:
    sprite = (ROOT / "static" / "icons.svg").read_text()
    assert set(re.findall(r'id="i-([a-z-]+)"', sprite)) == ICON_NAMES


# The balance of a purchase order


def test_a_balance_bar_says_in_words_what_it_draws() -> None:
    markup = shown(
        "{% balance used value steps 'EUR' %}", used=Decimal("10208.96"), value=Decimal("13566"), steps=(75, 25, 0)
    )
    assert 'data-tone="warn"' in markup
    assert 'aria-label="3,357.04 EUR left of 13,566.00, 24 %"' in markup
    assert 'class="balance-rest" width="24.7%"' in markup
    assert re.findall(r'x1="([^"]+)"', markup) == ["25.0%", "75.0%"]


def test_an_overdrawn_balance_is_bad_and_draws_what_is_over() -> None:
    markup = shown("{% balance used value steps 'EUR' %}", used=Decimal("15412.75"), value=Decimal(15000), steps=(25,))
    assert 'data-tone="bad"' in markup
    assert "−412.75 EUR left of 15,000.00, −2 %" in markup
    assert 'class="balance-over" width="2.8%"' in markup
    assert 'class="balance-rest" width="0.0%"' in markup


# Sorting and addresses


def test_a_column_that_sorts_the_list_says_so_and_turns_round() -> None:
    request = RequestFactory().get("/", {"status": "open", "page": "3", "sort": "due_on"})
    markup = shown("{% sort_header 'Due date' 'due_on' 'num' %}", request=request)
    assert markup == (
        '<th scope="col" class="num" aria-sort="ascending">'
        '<a class="sort" href="?status=open&amp;sort=-due_on">Due date</a></th>'
    )


def test_a_column_that_does_not_sort_the_list_is_silent() -> None:
    request = RequestFactory().get("/", {"sort": "-due_on"})
    markup = shown("{% sort_header 'Number' 'number' %}", request=request)
    assert markup == '<th scope="col"><a class="sort" href="?sort=number">Number</a></th>'


def test_the_order_a_view_gives_counts_before_the_address() -> None:
    markup = shown("{% sort_header 'Number' 'number' %}", request=RequestFactory().get("/"), sort="-number")
    assert 'aria-sort="descending"' in markup
    assert 'href="?sort=number"' in markup


def test_a_search_keeps_filters_and_drops_the_place_in_the_list() -> None:
    request = RequestFactory().get("/", {"q": "acme", "status": '"><b>', "after": "x"})
    assert shown("{% keep_query 'q' %}", request=request) == (
        '<input type="hidden" name="status" value="&quot;&gt;&lt;b&gt;">'
    )


# Forms


def test_a_field_ties_label_error_and_help_to_its_control() -> None:
    form = LineForm({"description": "Support"})
    markup = shown("{% field form.end %}", form=form)
    assert '<label for="id_end">' in markup
    assert 'aria-describedby="id_end_error id_end_helptext"' in markup
    assert 'aria-invalid="true"' in markup
    order = [markup.index(mark) for mark in ("<label", 'id="id_end_error"', "<input", 'id="id_end_helptext"')]
    assert order == sorted(order)


def test_a_field_marks_what_is_optional() -> None:
    form = LineForm()
    assert "optional" in shown("{% field form.note %}", form=form)
    assert "optional" not in shown("{% field form.end %}", form=form)


def test_a_number_field_aligns_its_digits_and_carries_its_affix() -> None:
    markup = shown("{% field form.quantity css='w-8' affix='EUR' %}", form=LineForm())
    assert 'class="input input-number w-8"' in markup
    assert '<span class="input-affix">EUR</span>' in markup


def test_choices_are_a_group_with_a_legend() -> None:
    markup = shown("{% field form.match %}", form=LineForm())
    assert '<fieldset class="field" id="id_match">' in markup
    assert '<legend class="field-label">Match</legend>' in markup
    assert markup.count('type="radio"') == 2


def test_a_checkbox_stands_before_its_label() -> None:
    markup = shown("{% field form.track %}", form=LineForm())
    assert markup.index('type="checkbox"') < markup.index("Track the balance")


def test_a_hidden_field_is_only_its_input() -> None:
    assert shown("{% field form.token %}", form=LineForm()).startswith('<input type="hidden"')


def test_the_summary_of_errors_links_each_field_and_takes_the_focus() -> None:
    markup = shown("{% form_errors form %}", form=LineForm({"description": "x", "quantity": "1", "match": "a"}))
    assert "1 thing to correct" in markup
    assert '<a href="#id_end">End: This field is required.</a>' in markup
    assert "autofocus" in markup


def test_a_form_without_errors_has_no_summary() -> None:
    assert shown("{% form_errors form %}", form=LineForm()) == ""


def test_errors_of_lines_name_their_line_and_removed_lines_are_left_out() -> None:
    lines = forms.formset_factory(LineForm, extra=0, can_delete=True)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-DELETE": "on", "form-1-description": "x"}
    )
    markup = shown("{% form_errors lines %}", lines=lines)
    assert "Line 1" not in markup
    assert '<a href="#id_form-1-quantity">Line 2: Quantity: This field is required.</a>' in markup


def test_a_line_of_a_document_shows_its_error_once_and_is_removed_by_marking_it() -> None:
    lines = forms.formset_factory(LineForm, extra=0, can_delete=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-description": "x"}
    )
    source = "{% include 'components/_formset_row.html' with form=lines.forms.0 number=1 %}"
    markup = shown(source, lines=lines)
    assert '<legend class="visually-hidden">Line 1</legend>' in markup
    assert markup.count('id="id_form-0-quantity_error"') == 1
    assert 'name="form-0-DELETE"' in markup
    assert 'aria-label="Remove line 1"' in markup


# Parts of a page


def test_the_head_of_a_page_names_its_parents_and_state() -> None:
    markup = shown("{% page_head 'PO-7' 'Purchase orders' '/pos/' status=s %}Edit{% endpage_head %}", s=Status.ACTIVE)
    assert '<li><a href="/pos/">Purchase orders</a></li>' in markup
    assert '<h1>PO-7</h1><span class="badge" data-tone="good">Active</span>' in markup
    assert '<div class="page-actions">Edit</div>' in markup


def test_what_a_person_typed_is_escaped_in_the_parts_of_a_page() -> None:
    markup = shown(
        "{% page_head t t t lede=t %}{% endpage_head %}{% callout 'warn' t %}{{ t }}{% endcallout %}"
        "{% panel t %}{% endpanel %}{% state 'po' t %}{% endstate %}{% confirm t t t %}{% endconfirm %}",
        t="<script>alert(1)</script>",
    )
    assert "<script>" not in markup
    assert "&lt;script&gt;" in markup


def test_a_table_is_a_region_that_can_be_scrolled_by_keyboard() -> None:
    markup = shown("{% table 'PO lines' %}<tbody></tbody>{% endtable %}")
    assert 'role="region" tabindex="0" aria-label="PO lines, table"' in markup
    assert '<table class="table" id="po-lines-table" data-cards><tbody></tbody></table>' in markup


def test_a_confirmation_posts_with_a_token_and_offers_to_keep_things_first() -> None:
    markup = shown("{% confirm 'Delete?' '/drafts/7/deletion/' 'Delete draft' %}x{% endconfirm %}", csrf_token="secret")
    assert '<dialog class="dialog dialog-sm" id="delete-draft"' in markup
    assert 'method="post" action="/drafts/7/deletion/"' in markup
    assert "secret" in markup
    assert re.search(r"autofocus>Keep it<", markup)


def test_facts_events_and_explanations_print_what_they_are_given() -> None:
    markup = shown(
        "{% include 'components/_facts.html' %}{% include 'components/_timeline.html' %}"
        "{% include 'components/_explain.html' %}",
        facts=[Fact("Contact", "Lena Brandt", url="/people/1/")],
        entries=[TimelineEntry("Issued", "3 Nov 2026, 06:02", tone="good")],
        considerations=[
            Consideration("chosen", "PO-7", "Covers all lines.", rules=(RuleFact("Enough balance", holds=False),)),
            Consideration("dropped", "PO-8", "Ends 30 Sep, the invoice bills Oct."),
        ],
    )
    assert '<dt>Contact</dt><dd><a href="/people/1/">Lena Brandt</a></dd>' in markup
    assert '<li data-tone="good"><span class="timeline-what">Issued</span>' in markup
    assert re.findall(r'data-verdict="(\w+)"', markup) == ["chosen", "dropped"]
    assert "<li data-no>Enough balance</li>" in markup


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (dt.date(2026, 7, 1), dt.date(2026, 12, 31), "1 Jul – 31 Dec 2026"),
        (dt.date(2026, 12, 1), dt.date(2027, 1, 31), "1 Dec 2026 – 31 Jan 2027"),
    ],
)
def test_a_period_names_its_year_once_where_it_is_the_same(first: dt.date, last: dt.date, text: str) -> None:
    assert shown("{{ first|until:last }}", first=first, last=last) == text


def test_the_rows_of_a_formset_are_called_by_its_own_name_in_the_summary() -> None:
    class Contacts(forms.BaseFormSet[forms.Form]):
        row_name = "Contact"

    contacts = forms.formset_factory(LineForm, Contacts)({"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1})
    assert "Contact 1: Description" in shown("{% form_errors contacts %}", contacts=contacts)
