"""The same at a seller and at a customer: nobody gets more there either, nor anything of a stranger."""

from __future__ import annotations

import os

import pytest

from tests.matrix.cases import At, cases_of, routes
from tests.matrix.test_matrix import ALL, differences

ONE_IN = 83  # how many cases stand behind one of the sample
ONE_IN_SLOW = int(os.environ.get("ELSEWHERE_ONE_IN") or 6)  # the distributor is asked all; 1 asks all here too


def test_a_sample_is_answered_as_declared_at_a_seller_and_at_a_customer_too(elsewhere):
    sample = [case for route in routes() for case in cases_of(route) if case.is_in_sample(ONE_IN)]
    asked = [case for case in sample if elsewhere.asks(case)]
    assert len(asked) > 50
    assert {case.at for case in asked} == set(At)
    assert differences(elsewhere, asked) == []


@pytest.mark.slow
@pytest.mark.parametrize("route", ALL)
def test_more_cases_of_every_route_are_answered_as_declared_at_a_seller_and_at_a_customer_too(elsewhere, route):
    assert differences(elsewhere, (case for case in cases_of(route) if case.is_in_sample(ONE_IN_SLOW))) == []
