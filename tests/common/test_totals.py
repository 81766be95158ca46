"""Document totals after EN 16931, and that the shares of the lines always add up to them."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import InvalidAmount
from common.money import NothingToSplitOver, percentage, round_money
from common.totals import (
    AllowanceCharge,
    Credited,
    CreditExceedsInvoice,
    LineInput,
    NetLine,
    TaxKey,
    TaxTotal,
    Totals,
    document_totals,
    line_shares,
    partial_credit_tax,
)

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "200"))

RATES = [("S", Decimal(19)), ("S", Decimal(7)), ("S", Decimal("23.33")), ("Z", Decimal(0)), ("AE", Decimal(0))]
currencies = st.sampled_from(["JPY", "EUR", "KWD"])
rates = st.sampled_from(RATES)


def line(net: str, rate: str = "19", category: str = "S") -> LineInput:
    return LineInput(Decimal(1), Decimal(net), Decimal(0), category, Decimal(rate))


def allowance(amount: str, rate: str = "19") -> AllowanceCharge:
    return AllowanceCharge(Decimal(amount), False, "S", Decimal(rate), "Volume discount")


def charge(amount: str, rate: str = "19") -> AllowanceCharge:
    return AllowanceCharge(Decimal(amount), True, "S", Decimal(rate), "Freight")


def column(totals: Totals, name: str) -> list[str]:
    return [str(getattr(share, name)) for share in totals.lines]


def breakdown(totals: Totals) -> list[tuple[str, str, str, str]]:
    return [(each.category, str(each.rate), str(each.taxable), str(each.tax)) for each in totals.taxes]


def test_tax_is_rounded_once_per_rate_and_shared_by_the_lines() -> None:
    totals = document_totals([line("0.50")] * 3, currency="EUR")
    assert breakdown(totals) == [("S", "19", "1.50", "0.29")]
    assert totals.total == Decimal("1.79")
    assert column(totals, "tax") == ["0.10", "0.10", "0.09"]
    assert column(totals, "gross") == ["0.60", "0.60", "0.59"]


def test_a_line_is_multiplied_first_and_rounded_once() -> None:
    one = LineInput(Decimal("12"), Decimal("0.00104167"), Decimal(0), "S", Decimal(0))
    assert document_totals([one], currency="EUR").net == Decimal("0.01")


def test_the_discount_of_a_line_comes_off_before_rounding() -> None:
    one = LineInput(Decimal(3), Decimal("1.115"), Decimal("0.34"), "S", Decimal(19))
    totals = document_totals([one], currency="EUR")
    assert (str(totals.net), str(totals.tax), str(totals.total)) == ("3.01", "0.57", "3.58")


def test_what_was_prepaid_is_taken_off_and_the_rounding_added() -> None:
    totals = document_totals([line("100")], currency="EUR", prepaid=Decimal("50"), rounding=Decimal("0.02"))
    assert str(totals.amount_due) == "69.02"
    assert (str(totals.prepaid), str(totals.rounding)) == ("50.00", "0.02")


def test_rates_of_different_category_are_kept_apart_in_order_of_appearance() -> None:
    totals = document_totals(
        [line("10", "7"), line("20"), line("5", "0", "Z"), line("6", "0", "E"), line("1", "7.00")], currency="EUR"
    )
    assert breakdown(totals) == [
        ("S", "7", "11.00", "0.77"),
        ("S", "19", "20.00", "3.80"),
        ("Z", "0", "5.00", "0.00"),
        ("E", "0", "6.00", "0.00"),
    ]


def test_an_allowance_lowers_what_is_taxed_and_is_spread_over_the_lines_of_its_rate() -> None:
    totals = document_totals([line("60"), line("40"), line("50", "7")], [allowance("10"), charge("4")], currency="EUR")
    assert breakdown(totals) == [("S", "19", "94.00", "17.86"), ("S", "7", "50.00", "3.50")]
    assert column(totals, "share_of_adjustments") == ["-3.60", "-2.40", "0.00"]
    assert column(totals, "tax") == ["10.72", "7.14", "3.50"]
    assert (str(totals.line_net), str(totals.allowances), str(totals.charges)) == ("150.00", "10.00", "4.00")
    assert (str(totals.net), str(totals.tax), str(totals.total)) == ("144.00", "21.36", "165.36")


def test_a_charge_at_a_rate_no_line_has_is_spread_with_its_tax_over_all_lines() -> None:
    totals = document_totals([line("60", "7"), line("40", "7")], [charge("10")], currency="EUR")
    assert breakdown(totals) == [("S", "7", "100.00", "7.00"), ("S", "19", "10.00", "1.90")]
    assert column(totals, "share_of_adjustments") == ["6.00", "4.00"]
    assert column(totals, "tax") == ["5.34", "3.56"]
    assert column(totals, "gross") == ["71.34", "47.56"]


def test_goods_taken_back_carry_negative_tax_and_no_share_of_an_allowance() -> None:
    totals = document_totals([line("100"), line("-20")], [allowance("8")], currency="EUR")
    assert breakdown(totals) == [("S", "19", "72.00", "13.68")]
    assert column(totals, "share_of_adjustments") == ["-8.00", "0.00"]
    assert column(totals, "tax") == ["17.48", "-3.80"]


def test_lines_that_cancel_out_carry_opposite_tax() -> None:
    totals = document_totals([line("100"), line("-100")], currency="EUR")
    assert column(totals, "tax") == ["19.00", "-19.00"]
    assert totals.total == 0


def test_of_lines_that_cancel_out_the_positive_ones_carry_a_charge() -> None:
    totals = document_totals([line("-100"), line("100")], [charge("10")], currency="EUR")
    assert column(totals, "share_of_adjustments") == ["0.00", "10.00"]
    assert column(totals, "tax") == ["-19.00", "20.90"]


def test_tax_is_shared_by_what_is_left_of_a_line_after_its_allowance() -> None:
    # 0.05 each less 0.04, 0.03 and 0.03: the one cent of tax goes to a line of which more is left
    totals = document_totals([line("0.05")] * 3, [allowance("0.10")], currency="EUR")
    assert column(totals, "share_of_adjustments") == ["-0.04", "-0.03", "-0.03"]
    assert column(totals, "tax") == ["0.00", "0.01", "0.00"]


def test_the_reverse_of_a_document_has_the_reverse_shares() -> None:
    nets = ["0.50", "0.50", "-0.30", "0.55"]
    there = document_totals([line(net) for net in nets], [charge("0.07")], currency="EUR")
    back = document_totals([line(str(-Decimal(net))) for net in nets], [allowance("0.07")], currency="EUR")
    assert [-share.gross for share in back.lines] == [share.gross for share in there.lines]


def test_lines_of_nothing_share_a_charge_evenly() -> None:
    totals = document_totals([line("0"), line("0")], [charge("0.03")], currency="EUR")
    assert column(totals, "share_of_adjustments") == ["0.02", "0.01"]
    assert column(totals, "gross") == ["0.03", "0.01"]


def test_a_document_without_lines_is_zero() -> None:
    totals = document_totals([], currency="EUR")
    assert (totals.lines, totals.taxes, str(totals.total)) == ((), (), "0.00")


def test_a_charge_without_any_line_is_refused() -> None:
    with pytest.raises(NothingToSplitOver):
        document_totals([], [charge("1")], currency="EUR")


@pytest.mark.parametrize("quantity", ["1000000000000000", "-1000000000000000"])
def test_a_line_of_more_than_fifteen_digits_is_refused(quantity: str) -> None:
    with pytest.raises(InvalidAmount, match="15 digits"):
        document_totals([LineInput(Decimal(quantity), Decimal(1), Decimal(0), "S", Decimal(0))], currency="EUR")


def test_an_allowance_of_more_than_fifteen_digits_is_refused() -> None:
    with pytest.raises(InvalidAmount, match="15 digits"):
        document_totals([line("1")], [allowance("1000000000000000")], currency="EUR")


def test_tax_as_the_sender_stated_it_is_shared_too() -> None:
    lines = [NetLine(Decimal("0.50"), TaxKey("S", Decimal(19)))] * 3
    stated = TaxTotal("S", Decimal(19), Decimal("1.50"), Decimal("0.30"))
    assert [share.tax for share in line_shares(lines, [], [stated], "EUR")] == [Decimal("0.10")] * 3


def test_stated_tax_at_a_rate_no_line_has_is_shared_by_all() -> None:
    lines = [NetLine(Decimal("30.00"), TaxKey("S", Decimal(19))), NetLine(Decimal("10.00"), TaxKey("S", Decimal(7)))]
    stated = TaxTotal("S", Decimal(16), Decimal("40.00"), Decimal("6.40"))
    assert [share.tax for share in line_shares(lines, [], [stated], "EUR")] == [Decimal("4.80"), Decimal("1.60")]


# --- partial credits ---

INVOICED = TaxTotal("S", Decimal(19), Decimal("10.00"), Decimal("1.90"))


def taxes_of_credits(nets: list[str], invoiced: TaxTotal = INVOICED) -> list[Decimal]:
    """The taxes of credit notes of these nets, one after another."""
    taxes: list[Decimal] = []
    before = Credited(Decimal(0), Decimal(0))
    for net in nets:
        tax = partial_credit_tax(Decimal(net), invoiced, before, "EUR")
        taxes.append(tax)
        before = Credited(before.net + Decimal(net), before.tax + tax)
    return taxes


def test_partial_credits_give_back_the_whole_tax_to_the_cent() -> None:
    assert taxes_of_credits(["3.33", "3.33", "3.34"]) == [Decimal("0.63"), Decimal("0.64"), Decimal("0.63")]


@pytest.mark.parametrize("stated", ["1.89", "1.90", "1.91"])
def test_a_full_credit_gives_back_the_tax_the_sender_stated(stated: str) -> None:
    about_right = TaxTotal("S", Decimal(19), Decimal("10.00"), Decimal(stated))
    assert sum(taxes_of_credits(["4.00", "6.00"], about_right)) == Decimal(stated)


def test_a_partial_credit_never_gives_back_more_tax_than_was_stated() -> None:
    far_too_little = TaxTotal("S", Decimal(19), Decimal("10.00"), Decimal("1.00"))
    assert taxes_of_credits(["9.00", "1.00"], far_too_little) == [Decimal("1.00"), Decimal("0.00")]


def test_a_row_with_negative_taxable_amount_is_credited_the_same_way() -> None:
    negative = TaxTotal("S", Decimal(19), Decimal("-10.00"), Decimal("-1.90"))
    assert taxes_of_credits(["-3.33", "-6.67"], negative) == [Decimal("-0.63"), Decimal("-1.27")]


@pytest.mark.parametrize("net", ["10.01", "-0.01"])
def test_a_credit_beyond_what_was_invoiced_is_refused(net: str) -> None:
    with pytest.raises(CreditExceedsInvoice) as refusal:
        partial_credit_tax(Decimal(net), INVOICED, Credited(Decimal(0), Decimal(0)), "EUR")
    assert "10.00 EUR" in refusal.value.message


def test_a_second_credit_is_told_what_is_left() -> None:
    with pytest.raises(CreditExceedsInvoice, match=r"6\.67 EUR"):
        partial_credit_tax(Decimal("6.68"), INVOICED, Credited(Decimal("3.33"), Decimal("0.63")), "EUR")


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), rates)
def test_credits_in_any_steps_give_back_exactly_the_tax_invoiced(cents: list[int], rate: tuple[str, Decimal]) -> None:
    nets = [Decimal(cent) / 100 for cent in cents]
    taxable = sum(nets, Decimal(0))
    invoiced = TaxTotal(*rate, taxable, percentage(taxable, rate[1], "EUR"))
    taxes = taxes_of_credits([str(net) for net in nets], invoiced)
    assert sum(taxes) == invoiced.tax
    assert all(tax >= 0 for tax in taxes)


# --- any document adds up ---

quantities = st.decimals(places=8, min_value=-1000, max_value=1000)
prices = st.decimals(places=8, min_value=0, max_value=10000)
discounts = st.sampled_from([Decimal(0), Decimal("1.5"), Decimal("99.999")])
any_lines = st.lists(
    st.builds(
        lambda quantity, price, discount, rate: LineInput(quantity, price, discount, *rate),
        quantities,
        prices,
        discounts,
        rates,
    ),
    min_size=1,
    max_size=6,
)
any_adjustments = st.lists(
    st.builds(
        lambda amount, is_charge, rate: AllowanceCharge(amount, is_charge, *rate),
        st.decimals(places=3, min_value=0, max_value=5000),
        st.booleans(),
        rates,
    ),
    max_size=3,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(any_lines, any_adjustments, currencies)
def test_the_lines_of_any_document_add_up_to_its_total(
    lines: list[LineInput], adjustments: list[AllowanceCharge], currency: str
) -> None:
    totals = document_totals(lines, adjustments, currency=currency)
    assert sum(share.gross for share in totals.lines) == totals.total
    assert sum(share.net for share in totals.lines) == totals.line_net
    assert sum(share.share_of_adjustments for share in totals.lines) == totals.charges - totals.allowances
    assert sum(share.tax for share in totals.lines) == totals.tax
    for share in totals.lines:
        assert share.gross == share.net + share.share_of_adjustments + share.tax
        assert round_money(share.gross, currency) == share.gross


@settings(max_examples=EXAMPLES, deadline=None)
@given(any_lines, any_adjustments, currencies)
def test_the_breakdown_of_any_document_follows_the_standard(
    lines: list[LineInput], adjustments: list[AllowanceCharge], currency: str
) -> None:
    totals = document_totals(lines, adjustments, currency=currency)
    assert (
        sum(each.taxable for each in totals.taxes) == totals.net == totals.line_net - totals.allowances + totals.charges
    )
    assert sum(each.tax for each in totals.taxes) == totals.tax
    assert len({(each.category, each.rate) for each in totals.taxes}) == len(totals.taxes)
    for each in totals.taxes:
        assert each.tax == percentage(each.taxable, each.rate, currency)


@settings(max_examples=EXAMPLES, deadline=None)
@given(any_lines, currencies)
def test_no_line_of_any_document_carries_tax_against_its_sign(lines: list[LineInput], currency: str) -> None:
    for share in document_totals(lines, currency=currency).lines:
        assert share.tax * share.net >= 0


def test_totals_beyond_fifteen_digits_are_refused_though_each_line_is_not():
    lines = [LineInput(Decimal(1), Decimal("900000000000000"), Decimal(0), "S", Decimal(19))]
    with pytest.raises(InvalidAmount, match="15 digits"):
        document_totals(lines, currency="EUR")
