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


class RoleBeyond(Refusal):
    """A role or a permission that whoever gives it does not have."""

    code = "role_beyond"


class RoleEmpty(Refusal):
    """A role that permits nothing."""

    code = "role_empty"


class RoleNameTaken(Refusal):
    """Another role, standard or custom, is called so."""

    code = "role_name_taken"


class RoleInUse(Refusal):
    """Somebody holds the role, or is invited into it."""

    code = "role_in_use"


class RoleChanged(Refusal):
    """Somebody else saved the role, or deleted it, since its page was opened."""

    code = "role_changed"


class LockedOut(Refusal):
    """The change would take the right to manage members from whoever makes it."""

    code = "locked_out"
