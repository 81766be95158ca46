"""Why a change of the members is refused."""

from __future__ import annotations

from common.errors import Refusal


class LinkDead(Refusal):
    """The link was used, withdrawn, replaced by a newer one, or is too old."""

    code = "link_dead"


class LastAdmin(Refusal):
    """Nobody would be left who may manage the members."""

    code = "last_admin"


class YourselfRefused(Refusal):
    """People don't shut themselves out or change their own roles: another admin does."""

    code = "yourself"


class RolesMissing(Refusal):
    """Somebody without a role can't do anything here."""

    code = "roles_missing"
