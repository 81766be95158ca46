"""What the history tells to somebody who may see it and little else: of a table no more than its pages do."""

from __future__ import annotations

import pytest

from billing_platform.api.operations.accounts import create_service_account
from members.operations.invitations import Invitee, invite
from members.operations.roles import RoleFacts, create_role
from partners.models import Partner
from people.models import Account, CustomRolePermission
from people.operations import create_account
from people.permissions import Permission
from tests.building import order
from tests.cast import PASSWORD
from tests.exports.conftest import values_of
from tests.reports.test_history import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita(door):
    """`rita(P, …)`: Rita of acme, whose one role permits to see the history, and these."""

    def join(*permissions: Permission) -> None:
        with door("acme"):
            ada = Account.objects.get(email="ada@acme.example").public_id
            facts = RoleFacts("Reader", "", frozenset({Permission.SEE_HISTORY, *permissions}))
            create_account("rita@acme.example", "Rita", [str(create_role(facts, by=ada))], password=PASSWORD)

    return join


@pytest.mark.parametrize(
    ("page", "permission", "status"),
    [
        ("members", None, 403),
        ("partners", None, 403),
        ("partners", Permission.SEE_MEMBERS, 403),
        ("members", Permission.SEE_PARTNERS, 403),
        ("members", Permission.SEE_MEMBERS, 200),
        ("partners", Permission.SEE_PARTNERS, 200),
    ],
)
def test_the_history_of_members_and_partners_asks_what_their_pages_ask(
    door, rita, browser_of, page, permission, status
):
    rita(*([permission] if permission else []))
    with door("acme"):
        ids = {"members": Account.objects.first().public_id, "partners": Partner.objects.first().public_id}
    assert browser_of("acme", "rita").get(f"/history/{page}/{ids[page]}/").status_code == status


@pytest.mark.parametrize(
    ("permissions", "kinds"),
    [
        ((), set()),
        ((Permission.SEE_PARTNERS,), {"Partners"}),
        ((Permission.SEE_MEMBERS,), {"Members", "API access"}),
    ],
)
def test_who_only_sees_the_history_exports_no_accounts_invitations_roles_tokens_or_erp_ids(
    door, rita, browser_of, permissions, kinds
):
    rita(*permissions)
    with door("acme"):
        invite(Invitee("new@x.example", "New", ["buyer"]), by="Ada", allowed=frozenset(Permission))
        create_service_account("Robot", [Permission.SEE_INVOICES], by=Account.objects.get(email="ada@acme.example"))
        Partner.objects.update(erp_id="C-9999")
    reader = browser_of("acme", "rita")
    asked = {"what": "everything"}
    head, *rows = values_of(reader.get(reader.post("/exports/of/history/", asked).url))
    assert {row[head.index("Kind")] for row in rows} == kinds
    page = words_of(reader.get("/history/"))
    assert {"Partners": "C-9999" in page, "Members": "new@x.example" in page} == {
        kind: kind in kinds for kind in ("Partners", "Members")
    }
    assert ("Initech AG" in page) == ("Partners" in kinds)


@pytest.mark.parametrize("lost", [Permission.SEE_PURCHASE_ORDERS, Permission.SEE_HISTORY])
def test_whoever_lost_what_let_rows_into_an_export_of_the_history_takes_it_no_more(door, rita, browser_of, lost):
    rita(Permission.SEE_PURCHASE_ORDERS)
    with door("acme"):
        order("PO-1")
    reader = browser_of("acme", "rita")
    url = reader.post("/exports/of/history/", {"what": "everything"}).url
    assert "PO-1" in str(values_of(reader.get(url)))
    with door("acme"):
        CustomRolePermission.objects.filter(permission=lost.value).delete()
    assert reader.get(url).status_code == 403


def test_a_permission_that_let_no_row_into_an_export_of_the_history_is_not_missed(door, rita, browser_of):
    rita(Permission.SEE_PURCHASE_ORDERS, Permission.SEE_JOBS)
    reader = browser_of("acme", "rita")
    url = reader.post("/exports/of/history/", {"what": "everything"}).url
    with door("acme"):
        CustomRolePermission.objects.filter(permission=Permission.SEE_JOBS.value).delete()
    assert reader.get(url).status_code == 200
