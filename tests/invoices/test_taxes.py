"""Which tax a buyer is charged: by the table of its supplier, and never by a row that is not meant for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from invoices.models import BuyerStatus, TaxRule
from invoices.operations.tax_rules import TaxRow, put_tax_rows
from invoices.operations.verify import verify_documents
from invoices.refusals import NoTaxRule, NoVatNumber, OwnRateMissing, UnusableTaxRow
from invoices.taxes import seed_rules, treatments
from partners.models import Partner, Side
from tenants import border
from tenants.border import Actor
from tenants.history.models import Change
from tests.building import draft

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
ROW = TaxRow("AT", BuyerStatus.BUSINESS, "standard", DAY, "S", Decimal(20))
COMMAND = ("tax_rules", "--organization", "acme.localhost")


@pytest.fixture
def supplier_in(cast):
    """`supplier_in("AT")`: acme as if it had been founded there, its door open, with the rows it starts with."""
    opened = []

    def founded(country):
        door = border.inside(replace(cast["acme"], country=country), Actor("person:bill", "Bill"), via="web")
        door.__enter__()
        opened.append(door)
        TaxRule.objects.all().delete()
        seed_rules()

    yield founded
    for door in opened:
        door.__exit__(None, None, None)


def a_buyer(country, tax_id=""):
    return Partner(side=Side.BUYER, name="Vandelay", country=country, tax_id=tax_id)


def tax_of(country, tax_id="", product_class="standard"):
    found = treatments(a_buyer(country, tax_id), [product_class], DAY)[product_class]
    return f"{found.category} {found.rate.normalize():f}"


@pytest.mark.parametrize(
    ("supplier", "buyer", "number", "tax"),
    [
        ("DE", "DE", "DE1", "S 19"),
        ("DE", "DE", "", "S 19"),
        ("DE", "AT", "ATU1", "AE 0"),
        ("DE", "US", "13-1", "O 0"),
        ("DE", "US", "", "O 0"),
        ("AT", "DE", "DE1", "AE 0"),
        ("AT", "CH", "", "O 0"),
        ("CH", "DE", "DE1", "O 0"),
        ("CH", "DE", "", "O 0"),
    ],
)
def test_a_new_supplier_can_bill_at_once_what_its_country_decides(supplier_in, supplier, buyer, number, tax):
    supplier_in(supplier)
    assert tax_of(buyer, number) == tax


@pytest.mark.parametrize("country", ["AT", "CH"])
@pytest.mark.parametrize("number", ["", "1"], ids=["consumer", "business"])
def test_domestic_sales_are_never_taxed_by_the_row_for_all_other_countries(supplier_in, country, number):
    supplier_in(country)
    with pytest.raises(OwnRateMissing) as refused:
        tax_of(country, number)
    assert f"in {country}" in refused.value.message
    assert "the supplier's own country" in refused.value.message
    assert "manage.py tax_rules --add" in refused.value.message


@pytest.mark.parametrize("supplier", ["DE", "AT"])
def test_within_the_union_a_buyer_without_vat_number_is_told_and_not_left_untaxed(supplier_in, supplier):
    supplier_in(supplier)
    with pytest.raises(NoVatNumber) as refused:
        tax_of("FR")
    assert "Vandelay in FR has no VAT number" in refused.value.message
    assert "change_organization --tax-id" in refused.value.message
    assert len(refused.value.message) < 400, "it is kept whole beside a verified document"
    put_tax_rows([TaxRow("FR", BuyerStatus.CONSUMER, "standard", DAY, "S", Decimal(20))])
    assert tax_of("FR") == "S 20"


@pytest.mark.parametrize("number", ["", "1"], ids=["consumer", "business"])
def test_nobody_in_an_unknown_country_is_taxed_like_all_others(supplier_in, number):
    supplier_in("DE")
    with pytest.raises(NoTaxRule, match="in an unknown country"):
        tax_of("", number)


def test_own_rates_are_added_and_drafts_can_be_saved_from_then_on(supplier_in, today):
    supplier_in("AT")
    Partner.objects.filter(name="Initech AG").update(country="AT", tax_id="ATU1")
    with pytest.raises(OwnRateMissing):
        draft("initech")
    assert put_tax_rows([ROW]) == 1
    document = draft("initech")
    assert document.tax == Decimal("20.00")
    assert [each.refusal for each in verify_documents([document.pk], today=today)] == [""]
    told = Change.objects.filter(table="invoices_taxrule").latest("id")
    assert (told.op, told.actor) == ("I", "person:bill Bill")


def test_a_row_is_effective_from_its_day_on(door):
    with door("acme"):
        put_tax_rows([replace(ROW, country="DE", effective_from=date(2027, 1, 1))])
        buyer = a_buyer("DE", "DE1")
        rates = [treatments(buyer, ["standard"], day)["standard"].rate for day in (DAY, date(2027, 1, 1))]
    assert rates == [19, 20]


def test_a_row_written_again_changes_the_one_that_is_there(door):
    with door("acme"):
        assert put_tax_rows([replace(ROW, country="CH")]) == 1
        assert put_tax_rows([replace(ROW, country="CH")]) == 0
        assert put_tax_rows([replace(ROW, country="CH", rate=Decimal("8.1"))]) == 0
        told = Change.objects.filter(table="invoices_taxrule").latest("id")
        assert (TaxRule.objects.get(buyer_country="CH").rate, told.op) == (Decimal("8.1"), "U")


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "at"},
        {"country": "XQ"},
        {"country": ""},
        {"product_class": "Wine!"},
        {"category": "L"},
        {"rate": Decimal(0)},
        {"rate": Decimal(101)},
        {"rate": Decimal(-1)},
        {"rate": Decimal("NaN")},
        {"rate": Decimal("19.00001")},
        {"category": "AE"},
        {"category": "AE", "rate": Decimal(0), "status": BuyerStatus.CONSUMER},
        {"category": "E", "rate": Decimal(0)},
        {"exemption": "x" * 301},
    ],
    ids=lambda wrong: " ".join(f"{name} {str(value)[:9]}" for name, value in wrong.items()),
)
def test_a_row_that_is_none_is_refused_with_those_beside_it(door, wrong):
    with door("acme"):
        before = TaxRule.objects.count()
        with pytest.raises(UnusableTaxRow):
            put_tax_rows([replace(ROW, country="CH"), replace(ROW, **wrong)])
        assert TaxRule.objects.count() == before


def test_the_command_adds_rows_for_every_status_and_lists_the_table(capsys):
    call_command(*COMMAND, "--add", "--country", "CH", "--rate", "8.1", "--from", "2026-01-01")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "2 added, 0 were there and are as given now"
    assert {f"CH {status} standard from 2026-01-01: S 8.1 %" for status in BuyerStatus} <= set(said)
    assert "DE business standard from 2020-01-01: S 19 %" in said
    call_command(*COMMAND)
    assert capsys.readouterr().out.splitlines() == said[1:]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (["--organization", "nobody.localhost"], "No organization answers at nobody.localhost."),
        (["--add", "--rate", "20"], "Name the country of the buyers: --country."),
        (["--add", "--country", "AT", "--rate", "20 %"], "'20 %' is no rate."),
        (["--add", "--country", "AT", "--rate", "20", "--from", "1.1.2026"], "'1.1.2026' is no day."),
        (["--add", "--country", "AT"], "Category S has a rate above zero"),
    ],
    ids=["host", "country", "rate", "day", "row"],
)
def test_the_command_says_what_is_wrong(given, reason):
    with pytest.raises(CommandError, match=reason):
        call_command(*COMMAND, *given)
