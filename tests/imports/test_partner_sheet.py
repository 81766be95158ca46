"""The ERP IDs of partners as a sheet: changes are shown first, stale rows are told, all is written or nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from billing_platform.imports.models import ImportState, SheetImport
from billing_platform.imports.operations import forget_imports
from common.row_keys import LABEL
from partners.models import Partner
from partners.operations import NumberChange, PartnersChanged, change_numbers
from people.models import RoleAssignment
from tenants.history.models import Change
from tenants.models import now
from tests.common.test_workbook_reading import HOSTILE
from tests.imports.conftest import IMPORT, confirm, text_of

pytestmark = pytest.mark.django_db
GLOBEX, INITECH = "Globex GmbH", "Initech AG"


def changed_by_somebody(door, name, erp_id):
    with door("acme"):
        row = Partner.objects.get(side="buyer", name=name)
        change_numbers([NumberChange(row.public_id, row.stamp, erp_id)])


def the_import(door):
    with door("acme"):
        return SheetImport.objects.get()


def test_each_changed_cell_is_shown_old_and_new_and_nothing_is_written_yet(bill, exported, sent, erp_ids):
    before, sheet = erp_ids(), exported(bill)
    address = sheet.put(INITECH, "ERP ID", "000777")
    answer = sent(bill, sheet)
    assert answer.status_code == 303
    page = bill.get(answer.url)
    [row] = page.context["page"].rows
    [cell] = row.cells
    assert (row.name, cell.label, cell.address, cell.old, cell.new) == (
        INITECH, "ERP ID", address, before[INITECH], "000777",
    )  # fmt: skip
    assert "Change 1 partner" in text_of(page)
    assert erp_ids() == before


def test_what_was_confirmed_is_written_with_history_and_can_be_undone(bill, door, exported, sent, erp_ids):
    before, sheet = erp_ids(), exported(bill)
    sheet.put(INITECH, "ERP ID", "000777")
    sheet.put(GLOBEX, "ERP ID", "A-1")
    url = sent(bill, sheet).url
    answer = confirm(bill, url)
    assert answer.status_code == 303
    assert erp_ids() == {GLOBEX: "A-1", INITECH: "000777"}
    page = bill.get(url)
    assert "2 partners changed." in text_of(page)
    assert f'action="{url}undoing/"' in text_of(page)
    with door("acme"):
        changes = Change.objects.filter(table="partners_partner", op="U", actor__contains="Bill").order_by("id")
        assert [change.after["erp_id"] for change in changes][-2:] in (["A-1", "000777"], ["000777", "A-1"])
    bill.post(f"{url}undoing/")
    assert erp_ids() == before
    assert the_import(door).state == ImportState.UNDONE


def test_confirmed_twice_it_is_written_once(bill, door, exported, sent):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", "000777")
    url = sent(bill, sheet).url
    confirm(bill, url)
    seen = bill.get(url).context["page"].seen
    with door("acme"):
        before = Change.objects.count()
    assert bill.post(f"{url}confirmation/", {"seen": seen}).status_code == 303
    with door("acme"):
        assert Change.objects.count() == before


def test_numbers_that_another_program_made_of_texts_are_taken_as_digits(bill, exported, sent, erp_ids):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", 4711)
    confirm(bill, sent(bill, sheet).url)
    assert erp_ids()[INITECH] == "4711"


def test_an_emptied_cell_takes_the_number_away(bill, exported, sent, erp_ids):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", None)
    url = sent(bill, sheet).url
    assert bill.get(url).context["page"].rows[0].cells[0].new == ""
    confirm(bill, url)
    assert erp_ids()[INITECH] == ""


def test_a_row_changed_since_the_export_is_told_and_left_out(bill, door, exported, sent, erp_ids):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", "from the sheet")
    sheet.put(GLOBEX, "ERP ID", "A-1")
    changed_by_somebody(door, INITECH, "from somebody")
    url = sent(bill, sheet).url
    page = bill.get(url)
    assert "Rows have changed since the export" in text_of(page)
    assert "Change 1 partner, leave 1 out" in text_of(page)
    assert [row.name for row in page.context["page"].stale] == [INITECH]
    confirm(bill, url)
    assert erp_ids() == {GLOBEX: "A-1", INITECH: "from somebody"}
    assert the_import(door).left_out == 1


def test_stale_rows_are_never_left_out_unasked(bill, door, exported, sent, erp_ids):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", "from the sheet")
    sheet.put(GLOBEX, "ERP ID", "A-1")
    changed_by_somebody(door, INITECH, "from somebody")
    url = sent(bill, sheet).url
    seen = bill.get(url).context["page"].seen
    answer = bill.post(f"{url}confirmation/", {"seen": seen})
    assert answer.status_code == 409
    assert "Nothing was changed: 1 partner changed since the export." in text_of(answer)
    assert erp_ids()[GLOBEX] != "A-1"


def test_a_stale_row_that_says_what_is_here_is_no_conflict(bill, door, exported, sent):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", "same")
    changed_by_somebody(door, INITECH, "same")
    page = bill.get(sent(bill, sheet).url).context["page"]
    assert (page.stale, page.rows, page.problems) == ((), (), ())


def test_what_changes_between_look_and_confirmation_stops_all_of_it(bill, door, exported, sent, erp_ids):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", "000777")
    sheet.put(GLOBEX, "ERP ID", "A-1")
    url = sent(bill, sheet).url
    seen = bill.get(url).context["page"].seen
    changed_by_somebody(door, GLOBEX, "meanwhile")
    answer = bill.post(f"{url}confirmation/", {"seen": seen, "leave_out_stale": "1"})
    assert answer.status_code == 409
    assert "rows have changed since you saw this" in text_of(answer)
    assert erp_ids()[INITECH] != "000777"
    assert the_import(door).state == ImportState.OPEN


def test_one_cell_that_cannot_be_taken_holds_back_every_other(bill, door, exported, sent, erp_ids):
    before, sheet = erp_ids(), exported(bill)
    sheet.put(INITECH, "ERP ID", "000777")
    address = sheet.put(GLOBEX, "ERP ID", "x" * 61)
    url = sent(bill, sheet).url
    page = bill.get(url)
    assert f"{address} has 61 characters; at most 60 are kept." in text_of(page)
    assert "Change " not in text_of(page).replace("Changed", "")
    seen = page.context["page"].seen
    assert bill.post(f"{url}confirmation/", {"seen": seen}).status_code == 409
    assert erp_ids() == before


def problems(bill, sheet, sent):
    return [f"{each.address} {each.words}" for each in bill.get(sent(bill, sheet).url).context["page"].problems]


def test_a_formula_is_refused_at_its_cell(bill, exported, sent):
    sheet = exported(bill)
    address = sheet.put(INITECH, "ERP ID", "=1+1")
    assert problems(bill, sheet, sent) == [f"{address} holds a formula. Put the value itself there."]


def test_a_row_without_key_a_double_and_a_strange_one_are_told(bill, exported, sent):
    sheet = exported(bill)
    key = sheet.sheet[f"{sheet.columns[LABEL]}2"].value
    for row, text in ((10, key), (11, None), (12, "nonsense"), (13, f"{uuid4()}-0123456789abcdef")):
        sheet.sheet[f"{sheet.columns[LABEL]}{row}"] = text
        sheet.sheet[f"{sheet.columns['ERP ID']}{row}"] = "1"
    column = sheet.columns[LABEL]
    assert problems(bill, sheet, sent) == [
        f"{column}10 names the same row as row 2. Keep one of them.",
        f"{column}11 holds no key, so nobody knows which row it is. New rows are not taken here.",
        f"{column}12 holds no key of a row. Export the list again.",
        f"{column}13 names no partner that is here and can be changed.",
    ]


def test_a_changed_cell_of_a_column_that_is_not_imported_is_told(bill, exported, sent):
    sheet = exported(bill)
    address = f"{sheet.columns['Name']}{sheet.row_of(INITECH)}"
    sheet.sheet[address] = "Initech SE"
    vendor = sheet.put(GLOBEX, "Vendor number", "V-1")
    assert sorted(problems(bill, sheet, sent)) == sorted(
        [
            f"{address} says “Initech SE”, but is not changed by an import. Put “{INITECH}” back.",
            f"{vendor} says “V-1”, but is not changed by an import. Leave it empty.",
        ]
    )


def test_rows_may_be_sorted_deleted_and_columns_moved(bill, exported, sent, erp_ids):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", "000777")
    sheet.sheet.delete_rows(sheet.row_of(GLOBEX))
    sheet.sheet.insert_rows(2)
    sheet.sheet.insert_cols(1)
    confirm(bill, sent(bill, sheet).url)
    assert erp_ids()[INITECH] == "000777"


def test_a_sheet_that_changes_nothing_says_so(bill, exported, sent):
    page = bill.get(sent(bill, exported(bill)).url)
    assert "Every cell says what is here already." in text_of(page)
    assert "confirmation" not in text_of(page)


def test_a_sheet_without_a_column_to_change_is_refused(bill, exported, sent):
    sheet = exported(bill)
    for label in ("ERP ID", "Vendor number"):
        sheet.sheet[f"{sheet.columns[label]}1"] = "Other"
    answer = sent(bill, sheet)
    assert answer.status_code == 422
    assert "The sheet has no column “ERP ID” or “Vendor number”" in text_of(answer)


def test_no_file_is_told(bill):
    answer = bill.post(IMPORT, {})
    assert answer.status_code == 422
    assert "Choose the workbook that you exported and changed." in text_of(answer)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_on_the_page_and_leaves_nothing(bill, door, sent, name):
    make, _, words = HOSTILE[name]
    answer = sent(bill, make())
    assert answer.status_code in (413, 422)
    told = answer.context["problem"]
    assert words in told or "No sheet has the column" in told
    with door("acme"):
        assert not SheetImport.objects.exists()


def test_a_body_of_a_hundred_megabytes_is_refused_by_its_length(bill, sent, monkeypatch):
    monkeypatch.setattr("billing_platform.large_bodies.FORM_BYTES", 0)
    answer = sent(bill, b"PK\x03\x04" + b"x" * 8_000_000)
    assert answer.status_code == 413
    assert "at most 5,242,880 are read" in text_of(answer)


def test_a_forged_form_is_refused(bill, exported):
    forger = Client(enforce_csrf_checks=True, headers={"host": "acme.localhost"})
    forger.cookies = bill.cookies
    assert forger.post(IMPORT, {}).status_code == 403


def test_a_discarded_sheet_is_forgotten(bill, door, exported, sent, erp_ids):
    before, sheet = erp_ids(), exported(bill)
    sheet.put(INITECH, "ERP ID", "000777")
    url = sent(bill, sheet).url
    bill.post(f"{url}discarding/")
    found = the_import(door)
    assert (found.state, found.rows) == (ImportState.DISCARDED, [])
    answer = bill.post(f"{url}confirmation/", {"seen": "x"})
    assert "This import is discarded already." in text_of(answer)
    assert erp_ids() == before


def test_a_sheet_that_nobody_confirms_is_forgotten_after_a_day(bill, door, exported, sent):
    url = sent(bill, exported(bill)).url
    with door("acme"):
        assert forget_imports(now()) == 0
        assert forget_imports(now() + timedelta(hours=25)) == 1
    assert "This sheet was discarded" in text_of(bill.get(url))


def test_undoing_is_refused_once_somebody_has_changed_a_row(bill, door, exported, sent, erp_ids):
    sheet = exported(bill)
    sheet.put(INITECH, "ERP ID", "000777")
    url = sent(bill, sheet).url
    confirm(bill, url)
    changed_by_somebody(door, INITECH, "later")
    answer = bill.post(f"{url}undoing/")
    assert answer.status_code == 409
    assert f"{INITECH} changed meanwhile" in text_of(answer)
    assert erp_ids()[INITECH] == "later"


def test_strangers_and_colleagues_find_nothing(bill, browser_of, exported, sent):
    url = sent(bill, exported(bill)).url
    for organization, person in (("hooli", "ada"), ("acme", "ada")):
        other = browser_of(organization, person)
        assert other.get(url).status_code == 404
        for step in ("confirmation", "undoing", "discarding"):
            assert other.post(f"{url}{step}/").status_code == 404


def test_a_key_of_another_organization_names_nothing_here(bill, browser_of, exported, sent):
    theirs = exported(browser_of("globex", "bill"))
    told = problems(bill, theirs, sent)
    assert told
    assert all("names no partner that is here" in each for each in told)


def test_a_role_that_may_not_change_partners_imports_none(bill, door, browser_of, exported, sent):
    otto = browser_of("acme", "otto")
    assert otto.get(IMPORT).status_code == 403
    assert sent(otto, exported(otto)).status_code == 403
    url = sent(bill, exported(bill)).url
    with door("acme"):
        RoleAssignment.objects.filter(account__email="bill@acme.example").update(role="auditor")
    assert bill.get(url).status_code == 403
    assert bill.post(f"{url}confirmation/").status_code == 403


def test_an_operation_that_loses_the_race_writes_nothing_at_all(door):
    with door("acme"):
        first, second = Partner.objects.filter(side="buyer").order_by("id")
        wanted = [NumberChange(first.public_id, first.stamp, "1"), NumberChange(second.public_id, "old", "2")]
        with pytest.raises(PartnersChanged, match=second.name):
            change_numbers(wanted)
        assert Partner.objects.get(pk=first.pk).erp_id == first.erp_id


def test_an_import_that_ended_keeps_no_cells_says_the_database(bill, door, exported, sent):
    sent(bill, exported(bill))
    with door("acme"), pytest.raises(IntegrityError), transaction.atomic():
        SheetImport.objects.update(state=ImportState.APPLIED, done_at=now())


def test_the_page_asks_the_database_as_often_for_many_rows_as_for_few(
    bill, exported, sent, django_assert_max_num_queries
):
    sheet = exported(bill)
    for name in (GLOBEX, INITECH):
        sheet.put(name, "ERP ID", "changed")
    url = sent(bill, sheet).url
    with django_assert_max_num_queries(10):
        bill.get(url)
