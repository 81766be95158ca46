"""More people than one for each role: somebody with two, a custom role that somebody holds, and open invitations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.contrib.auth.hashers import make_password

from demo.cast import COLLEAGUES, PASSWORD, Colleague
from demo.scene import Event, Scene
from demo.year import Year
from members.operations.access import set_roles
from members.operations.invitations import Invitee, invite
from members.operations.roles import RoleFacts, create_role
from people.operations import create_account
from people.permissions import Permission, Role

STATUS_ALONE = frozenset({Permission.SEE_PURCHASE_ORDERS, Permission.CHANGE_PURCHASE_ORDER_STATUS})
INVITED = {
    "acme": Invitee("ida.sommer@acme.example", "Ida Sommer", [Role.BILLING_ADMIN]),
    "initech": Invitee("ida.sommer@initech.example", "Ida Sommer", [Role.BUYER, Role.AUDITOR]),
}


def events(year: Year) -> Iterator[Event]:
    """Colleagues come in the third month; who was invited three days ago has not answered yet."""
    for minute, colleague in enumerate(COLLEAGUES):
        act = partial(_join, colleague=colleague)
        yield Event(year.day(2, 4), colleague.organization, Role.ADMIN, act, minute=minute)
    for organization, invitee in INVITED.items():
        yield Event(year.before(3), organization, Role.ADMIN, partial(_invite, invitee=invitee), minute=20)


def _join(scene: Scene, colleague: Colleague) -> None:
    """With the first role from the start; the others are added to it."""
    keys = [role.value for role in colleague.roles] or [_custom_role(scene, colleague.custom)]
    account = create_account(colleague.email, colleague.name, keys[:1], hashed=make_password(PASSWORD))
    set_roles(account.public_id, keys, by=scene.person.public_id)


def _custom_role(scene: Scene, name: str) -> str:
    facts = RoleFacts(name, "Suspends and re-activates purchase orders, edits none", STATUS_ALONE)
    return str(create_role(facts, by=scene.person.public_id))


def _invite(scene: Scene, invitee: Invitee) -> None:
    invite(invitee, by=scene.person.name, allowed=scene.person.permissions)
