"""When a line item's notices go out, count as sent, and are armed again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from purchase_orders.thresholds import ThresholdChange, crossed

VALUE = Decimal("1190.00")
NONE: frozenset[int] = frozenset()


def after(remaining, sent=NONE, thresholds=(75, 25, 0), value=VALUE):
    return crossed(value, frozenset(sent), Decimal(remaining), thresholds)


def test_a_match_a_credit_and_a_cent_send_two_mails_below_75_percent():
    matched = after("595.00")
    credited = after("892.50", matched.sent)
    matched_again = after("892.49", credited.sent)

    assert [matched.mail, credited.mail, matched_again.mail] == [75, None, 75]
    assert [matched.sent, credited.sent, matched_again.sent] == [{75}, NONE, {75}]


def test_exactly_the_threshold_is_not_below_it():
    assert after("892.50") == ThresholdChange(mail=None, sent=NONE)


def test_only_the_lowest_threshold_crossed_at_once_is_mailed_and_all_count_as_sent():
    assert after("100.00") == ThresholdChange(mail=25, sent=frozenset({75, 25}))


@pytest.mark.parametrize(("remaining", "mail"), [("0.01", 25), ("0.00", 0), ("-0.01", 0)])
def test_zero_percent_fires_when_nothing_is_left(remaining, mail):
    assert after(remaining).mail == mail


def test_zero_percent_is_armed_again_only_above_zero():
    assert after("0.00", {75, 25, 0}).sent == {75, 25, 0}
    assert after("0.01", {75, 25, 0}).sent == {75, 25}


def test_a_notice_sent_is_not_sent_again_while_the_balance_stays_below():
    assert after("500.00", {75}) == ThresholdChange(mail=None, sent=frozenset({75}))


def test_a_lower_threshold_is_mailed_after_a_higher_one():
    assert after("200.00", {75}) == ThresholdChange(mail=25, sent=frozenset({75, 25}))


def test_a_credit_arms_only_the_thresholds_it_reaches():
    assert after("297.50", {75, 25}) == ThresholdChange(mail=None, sent=frozenset({75}))


def test_switching_tracking_on_below_the_threshold_sends_one_mail_and_off_and_on_again_none():
    switched_on = after("700.00", value=Decimal("1000.00"))
    switched_again = after("700.00", switched_on.sent, value=Decimal("1000.00"))

    assert (switched_on.mail, switched_again.mail) == (75, None)


def test_a_raised_value_counts_like_consumption():
    assert after("900.00", value=Decimal("1190.00")).mail is None
    assert after("900.00", value=Decimal("2000.00")).mail == 75


def test_a_threshold_above_one_already_mailed_is_not_mailed_when_it_is_added():
    assert after("100.00", {75, 25}, thresholds=(75, 50, 25, 0)) == ThresholdChange(None, frozenset({75, 50, 25}))


def test_a_threshold_taken_away_is_forgotten():
    assert after("100.00", {75, 25}, thresholds=(75,)) == ThresholdChange(None, frozenset({75}))


@pytest.mark.parametrize(("remaining", "mail"), [("0.00", None), ("-0.01", 0), ("0.01", None)])
def test_a_line_worth_nothing_is_used_up_only_once_something_was_used_of_it(remaining, mail):
    assert after(remaining, value=Decimal("0.00")).mail == mail
