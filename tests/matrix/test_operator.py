"""The pages of the operator's host: for its own roles that see jobs, and nowhere else for anybody."""

from __future__ import annotations

import pytest

from people.permissions import PERMISSIONS_OF, Permission, Role
from tests.matrix.cases import ELSEWHERE, METHODS, name_of, routes
from tests.matrix.conftest import CAST
from tests.people.routes import NOBODY, Route

pytestmark = pytest.mark.django_db
PAGES = [pytest.param(route, id=name_of(route)) for route in routes() if name_of(route) in ELSEWHERE]
P = Permission


@pytest.fixture
def address_in(cast):
    """The address of a page, about globex where it is about an organization."""
    return lambda route: route.form.format(public_id=cast["globex"].public_id)


def needed(route: Route) -> frozenset[Permission]:
    return frozenset(Permission(name) for name in route.permissions or ())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", PAGES)
def test_at_the_operator_a_page_opens_for_the_roles_that_hold_its_permission(browser_of, address_in, route, role):
    may = needed(route) <= PERMISSIONS_OF[role]
    browser = browser_of("ops", CAST[role])
    assert browser.get(address_in(route)).status_code == (200 if may else 403)
    assert browser.get(route.form.format(public_id=NOBODY)).status_code == (403 if not may else known(route))


def known(route: Route) -> int:
    """What whoever may is told of an organization that is not there."""
    return 404 if route.has_arguments else 200


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("organization", ["acme", "globex", "initech", "hooli"])
@pytest.mark.parametrize("route", PAGES)
def test_no_other_organization_has_such_a_page(browser_of, address_in, route, organization, role):
    status = 404 if needed(route) <= PERMISSIONS_OF[role] else 403
    assert browser_of(organization, CAST[role]).get(address_in(route)).status_code == status


@pytest.mark.parametrize("route", PAGES)
def test_a_role_of_just_the_permission_is_enough(browser_with, address_in, route):
    clara = browser_with("ops", *needed(route))
    assert clara.get(address_in(route)).status_code == 200


@pytest.mark.parametrize("lacking", [P.SEE_JOBS])
@pytest.mark.parametrize("route", PAGES)
def test_a_role_of_all_other_permissions_is_refused(browser_with, address_in, route, lacking):
    assert needed(route) == {lacking}
    others = frozenset(Permission) - {lacking}
    assert browser_with("ops", *others).get(address_in(route)).status_code == 403


@pytest.mark.parametrize("route", PAGES)
def test_a_session_of_another_organization_opens_nothing_at_the_operator(browser_of, client, address_in, route):
    for browser in (browser_of("acme", "ada"), client):
        answer = browser.get(address_in(route), headers={"host": "ops.localhost"})
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize("route", PAGES)
def test_a_page_of_the_operator_is_only_read(browser_of, address_in, route):
    ada = browser_of("ops", "ada")
    assert {"GET", "HEAD"} == set(route.methods or ())
    refused = {method: ada.generic(method, address_in(route)).status_code for method in METHODS[2:]}
    assert set(refused.values()) == {405}
