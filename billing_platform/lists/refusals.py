"""Refusals of lists."""

from __future__ import annotations

from common.errors import Refusal


class NotYourList(Refusal):
    """The person lacks the permission that the list asks for."""

    code = "not_your_list"


class NameTaken(Refusal):
    """The person has another view of this name in the same list."""

    code = "view_name_taken"


class NotYourView(Refusal):
    """A view is changed by its owner; a shared one by admins too."""

    code = "not_your_view"


class MayNotShare(Refusal):
    """A view for everybody changes what others see; who only looks keeps views of their own."""

    code = "may_not_share_view"


class NoName(Refusal):
    """A view is saved under a name."""

    code = "view_without_name"


class TooManyViews(Refusal):
    """A person has so many views of a list that nobody would find one."""

    code = "too_many_views"
