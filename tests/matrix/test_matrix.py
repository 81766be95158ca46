"""Nobody gets more than the declaration of a view allows, anywhere; generated from the addresses of the product."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.matrix.cases import (
    OPEN,
    At,
    Case,
    cases_of,
    example_of,
    name_of,
    routes,
)
from tests.matrix.conftest import World, told
from tests.matrix.objects import EXAMPLES
from tests.people.routes import Route, every_route

ONE_IN = 41  # how many cases stand behind one of the sample
ALL = [pytest.param(route, id=f"{name_of(route)} {route.form}") for route in routes()]


def differences(world: World, cases: Iterable[Case]) -> list[str]:
    """Each case that is answered otherwise than declared, or with a word of another organization's books."""
    wrong = []
    for case in filter(world.asks, cases):
        answer = world.ask(case)
        if told(case, answer) != world.expects(case):
            wrong.append(f"{case.name}: {answer.status_code}, not “{world.expects(case)}”")
        if answer.betrays:
            wrong.append(f"{case.name}: shows what is another organization’s")
    return wrong


def check_declared(route: Route) -> None:
    """Fail for a route whose view says not who may use it, or not by which methods."""
    if name_of(route) in OPEN:
        assert route.permissions is None
        return
    assert route.permissions is not None, f"{route.form} is undeclared: put @requires or @signed_in_only on its view"
    assert route.methods, f"{route.form} takes any method: put @require_safe, @require_POST or their kin on its view"


@pytest.mark.parametrize("route", ALL)
def test_a_route_declares_who_may_use_it_and_how(route):
    check_declared(route)


def test_an_undeclared_route_fails():
    with pytest.raises(AssertionError, match="put @requires"):
        check_declared(Route("/new/", None, False, "rooms:new", "/new/", frozenset({"GET"})))
    with pytest.raises(AssertionError, match="takes any method"):
        check_declared(Route("/new/", ("see_jobs",), False, "rooms:new", "/new/", None))


def test_a_route_without_an_example_says_how_to_add_one():
    with pytest.raises(LookupError, match="Add it to EXAMPLES"):
        example_of(Route("/new/none/", ("see_jobs",), True, "rooms:detail", "/new/{public_id}/", frozenset({"GET"})))


@pytest.mark.parametrize("route", [each for each in ALL if each.values[0].has_arguments])
def test_a_route_with_arguments_has_an_example(route):
    assert example_of(route)


def test_no_list_names_a_route_that_is_gone():
    known = {name_of(route) for route in every_route()}
    assert (EXAMPLES.keys() | OPEN.keys()) - known == set()


def test_a_sample_of_the_matrix_is_answered_as_declared(world):
    sample = [case for route in routes() for case in cases_of(route) if case.is_in_sample(ONE_IN)]
    assert len(sample) > 100
    assert {case.at for case in sample} == set(At)
    assert differences(world, sample) == []


@pytest.mark.slow
@pytest.mark.parametrize("route", ALL)
def test_every_method_by_everybody_at_every_object_is_answered_as_declared(world, route):
    assert differences(world, cases_of(route)) == []
