"""Payment terms as a workbook: exported, changed as a person would, sent back, shown first, written together."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing_platform.imports.models import SheetImport
from common.dates import first_of_next_month
from payment_terms import sheet as terms_sheet
from payment_terms.models import BuyerTerms, CountsFrom, TermsBatch
from payment_terms.operations import change_default, choose_counts_from, set_terms
from payment_terms.rules import Kind, Terms
from tests.building import TODAY, buyer, draft
from tests.imports.conftest import ExportedSheet, confirm, text_of
from tests.payment_terms.pages import LIST, today

pytestmark = pytest.mark.django_db
COLUMN = "Payment Terms"
GLOBEX, INITECH = "Globex GmbH", "Initech AG"


class TermsSheet(ExportedSheet):
    """A row is found by the name of its buyer."""

    def row_of(self, name: str) -> int:
        names = self.columns["Organization"]
        return next(row for row in range(2, self.sheet.max_row + 1) if self.sheet[f"{names}{row}"].value == name)


@pytest.fixture
def ada(browser_of):
    return browser_of("acme", "ada")


@pytest.fixture
def sheet(ada) -> TermsSheet:
    return exported(ada)


def exported(browser) -> TermsSheet:
    file = browser.get(browser.post("/exports/of/payment_terms/", {"what": "everything"}).url)
    return TermsSheet(b"".join(file.streaming_content))


def sent(browser, sheet: TermsSheet):
    return browser.post("/imports/payment_terms/", {"file": SimpleUploadedFile("terms.xlsx", sheet.content)})


def stored(door) -> dict[str, str]:
    with door("acme"):
        return {row.partner.name: row.text for row in BuyerTerms.objects.select_related("partner")}


def test_the_sheet_has_the_ten_columns_with_the_terms_as_text(sheet):
    names = ["Organization", "Status", "ERP ID", "Organization ID", "Country", "Tier", COLUMN, "Default Payment Terms",
             "Updated On (Europe/Berlin)", "Updated By"]  # fmt: skip
    assert list(sheet.columns)[:10] == names
    assert sheet.sheet[f"{sheet.columns[COLUMN]}{sheet.row_of(INITECH)}"].value == "Net 30 (default)"


def test_any_kind_comes_back_is_shown_with_what_it_does_and_written_as_one_batch(ada, door, sheet):
    with door("acme"):
        draft("initech")
    sheet.put(INITECH, COLUMN, "2/10 net 45")
    sheet.put(GLOBEX, COLUMN, "eom + 30")
    url = sent(ada, sheet).url
    page = text_of(ada.get(url))
    assert "1 draft: 119.00 EUR" in page
    assert stored(door) == {}
    confirm(ada, url)
    assert stored(door) == {INITECH: "2/10 net 45", GLOBEX: "EOM+30"}
    with door("acme"):
        assert TermsBatch.objects.get().way == "import"


def test_terms_that_may_reach_over_60_days_are_warned_of_before_they_are_written_and_not_held_back(ada, door, sheet):
    sheet.put(INITECH, COLUMN, "30 EOM")
    sheet.put(GLOBEX, COLUMN, "EOM+60")
    url = sent(ada, sheet).url
    page = text_of(ada.get(url))
    assert "Over 60 days in 1 of 2 rows. An invoice may have to wait 90 days." in page
    assert "Directive 2011/7/EU" in page
    confirm(ada, url)
    assert stored(door) == {INITECH: "30 EOM", GLOBEX: "EOM+60"}


def test_a_sheet_without_long_terms_warns_of_nothing(ada, sheet):
    sheet.put(INITECH, COLUMN, "Net 60")
    assert "60 days in" not in text_of(ada.get(sent(ada, sheet).url))


def test_a_sheet_that_was_not_touched_changes_nothing(ada, door, sheet):
    assert "Every cell says what is here already." in text_of(ada.get(sent(ada, sheet).url))
    assert stored(door) == {}


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("-1", "A negative number is not allowed."),
        ("1.5", "A fraction is not allowed."),
        ("1e2", "exponent"),
        ("３０", "full-width"),
        ("1000", "outside the range"),
        ("soon", "names no payment terms"),
    ],
    ids=["negative", "fraction", "exponent", "full_width", "too_many", "words"],
)
def test_a_cell_that_names_no_terms_stops_all_of_it_with_the_reason(ada, door, sheet, typed, reason):
    sheet.put(GLOBEX, COLUMN, "Net 45")
    sheet.put(INITECH, COLUMN, typed)
    page = ada.get(sent(ada, sheet).url)
    assert reason in text_of(page)
    assert page.context["page"].verb == ""
    assert stored(door) == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Net 45 (default)", "“Net 45 (default)” is not the default."),
        ("EOM+30 (Default)", "or “EOM+30” alone for terms of its own."),
        ("-1 (default)", "or terms of its own alone, such as Net 45."),
        ("soon (default)", "Write “default” to follow the default"),
        ("(default)", "Write “default” to follow the default"),
    ],
    ids=["edited", "other_kind", "negative", "words", "no_terms"],
)
def test_other_terms_before_the_word_default_are_refused_with_both_ways_out(ada, door, sheet, typed, said):
    sheet.put(GLOBEX, COLUMN, "Net 45")
    sheet.put(INITECH, COLUMN, typed)
    page = ada.get(sent(ada, sheet).url)
    assert said in text_of(page)
    assert page.context["page"].verb == ""
    assert stored(door) == {}


def test_terms_that_were_the_default_once_are_refused_in_a_sheet_exported_since(ada, door):
    with door("acme"):
        change_default(Terms(Kind.NET, 45), today=TODAY)
        change_default(Terms(Kind.NET, 60), today=TODAY)
    sheet = exported(ada)
    assert sheet.sheet[f"{sheet.columns[COLUMN]}{sheet.row_of(INITECH)}"].value == "Net 60 (default)"
    sheet.put(INITECH, COLUMN, "Net 45 (default)")
    assert "is not the default" in text_of(ada.get(sent(ada, sheet).url))


def test_a_sheet_that_was_not_touched_changes_nothing_after_the_default_was_changed(ada, door, sheet):
    with door("acme"):
        change_default(Terms(Kind.NET, 45), today=TODAY)
    assert "Every cell says what is here already." in text_of(ada.get(sent(ada, sheet).url))


def test_the_text_of_the_default_in_a_row_of_other_terms_makes_it_follow_the_default(ada, door):
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 10), today=TODAY)
    sheet = exported(ada)
    sheet.put(INITECH, COLUMN, "Net 30 (default)")
    confirm(ada, sent(ada, sheet).url)
    assert stored(door) == {INITECH: ""}


@pytest.mark.parametrize(
    ("number", "terms"),
    [(45, "Net 45"), (45.0, "Net 45"), (float("1e2"), "Net 100"), (0, "Net 0"), (Decimal(999), "Net 999")],
    ids=["whole", "with_a_point", "exponent", "zero", "most"],
)
def test_a_cell_that_holds_a_number_is_net_days(ada, door, sheet, number, terms):
    place = sheet.put(INITECH, COLUMN, number)
    assert sheet.sheet[place].data_type == "n"
    confirm(ada, sent(ada, sheet).url)
    assert stored(door) == {INITECH: terms}


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (1.5, "A fraction is not allowed."),
        (-1, "A negative number is not allowed."),
        (1000, "outside the range"),
        (1e-7, "A fraction is not allowed."),
        (1e21, "outside the range"),
    ],
    ids=["fraction", "negative", "too_many", "tiny", "huge"],
)
def test_a_cell_that_holds_a_number_that_is_no_days_is_refused_with_the_reason(ada, door, sheet, number, reason):
    place = sheet.put(INITECH, COLUMN, number)
    assert sheet.sheet[place].data_type == "n"
    assert reason in text_of(ada.get(sent(ada, sheet).url))
    assert stored(door) == {}


def test_default_in_a_cell_makes_the_row_follow_the_default_again(ada, door):
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 10), today=TODAY)
    sheet = exported(ada)
    sheet.put(INITECH, COLUMN, "default")
    confirm(ada, sent(ada, sheet).url)
    assert stored(door) == {INITECH: ""}


def test_a_row_that_somebody_changed_since_the_export_is_flagged(ada, door, sheet):
    sheet.put(INITECH, COLUMN, "Net 45")
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 10), today=TODAY)
    page = ada.get(sent(ada, sheet).url)
    assert [row.name for row in page.context["page"].stale] == [INITECH]


def test_undoing_an_import_brings_back_the_date_and_the_pending_change_of_each_row(ada, door):
    with door("acme"):
        set_terms(buyer("globex").pk, Terms(Kind.NET, 45), today=today() - timedelta(days=60))
        set_terms(buyer("initech").pk, Terms(Kind.NET, 20), today=today())
    before = counting(door)
    import_terms(ada, {GLOBEX: "Net 10", INITECH: "Net 15"})
    assert counting(door) != before
    ada.post(f"{newest_import(door)}undoing/")
    assert counting(door) == before
    with door("acme"):
        undone, undoing = TermsBatch.objects.order_by("id")
        assert (undoing.way, undoing.undoes_id) == ("undo", undone.pk)
        assert {each.undoes.batch_id for each in undoing.changes.all()} == {undone.pk}


def test_undoing_an_import_lets_a_row_follow_the_default_as_if_it_never_had_terms_of_its_own(ada, door):
    import_terms(ada, {INITECH: "Net 45"})
    ada.post(f"{newest_import(door)}undoing/")
    assert counting(door) == {INITECH: ("", None, True)}
    [row] = [each.row for each in ada.get(LIST).context["found"] if each.row.name == INITECH]
    assert (row.text, row.counts_from) == ("Net 30", None)


def test_an_import_that_counts_is_not_undone_and_nothing_is_set_for_the_month_after(ada, door, monkeypatch):
    import_terms(ada, {INITECH: "Net 45"})
    before, url = counting(door), newest_import(door)
    later = first_of_next_month(today())
    monkeypatch.setattr(terms_sheet, "_today", lambda: later)
    answer = ada.post(f"{url}undoing/")
    assert answer.status_code == 409
    assert "These terms count already." in text_of(answer)
    assert counting(door) == before


def test_where_changes_count_immediately_an_import_is_undone_by_a_change_back_from_today(ada, door):
    with door("acme"):
        choose_counts_from(CountsFrom.IMMEDIATELY)
        set_terms(buyer("initech").pk, Terms(Kind.NET, 20), today=today() - timedelta(days=9))
    import_terms(ada, {INITECH: "Net 45"})
    assert counting(door) == {INITECH: ("Net 45", today(), False)}
    ada.post(f"{newest_import(door)}undoing/")
    assert counting(door) == {INITECH: ("Net 20", today(), False)}


def test_an_import_is_not_undone_once_somebody_changed_one_of_its_rows(ada, door):
    import_terms(ada, {GLOBEX: "Net 10", INITECH: "Net 45"})
    with door("acme"):
        set_terms(buyer("globex").pk, Terms(Kind.NET, 50), today=today())
    answer = ada.post(f"{newest_import(door)}undoing/")
    assert answer.status_code == 409
    assert "1 of these 2 rows were changed since, last by Bill" in text_of(answer)
    assert stored(door) == {GLOBEX: "Net 50", INITECH: "Net 45"}


def import_terms(browser, terms: dict[str, str]) -> None:
    """Exports the list, types these terms and confirms what is shown."""
    sheet = exported(browser)
    for name, typed in terms.items():
        sheet.put(name, COLUMN, typed)
    assert confirm(browser, sent(browser, sheet).url).status_code == 303


def newest_import(door) -> str:
    with door("acme"):
        return reverse("imports:detail", args=[SheetImport.objects.latest("id").public_id])


def counting(door) -> dict[str, tuple[str, date | None, bool]]:
    """Of each buyer that was ever set: its terms, from when they count, whether it follows the default."""
    with door("acme"):
        rows = BuyerTerms.objects.select_related("partner")
        return {row.partner.name: (row.text, row.counts_from, row.follows_default) for row in rows}


def test_who_may_not_change_terms_sends_no_sheet(browser_of):
    assert browser_of("acme", "bill").get("/imports/payment_terms/").status_code == 403


@pytest.mark.parametrize("page", ["new", "difference"])
def test_in_the_menu_an_import_of_terms_belongs_to_payment_terms(ada, sheet, page):
    sheet.put(INITECH, COLUMN, "Net 45")
    answer = ada.get("/imports/payment_terms/" if page == "new" else sent(ada, sheet).url)
    marked = re.findall(r'<a[^>]*aria-current="page"[^>]*>(.*?)</a>', answer.content.decode(), re.DOTALL)
    assert [re.sub(r"<.*?>", "", each, flags=re.DOTALL).strip() for each in marked] == ["Payment terms"]
