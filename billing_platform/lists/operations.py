"""Keep views of lists and how somebody wants to see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from billing_platform.lists.models import LONGEST_NAME, LONGEST_QUERY, ListPreference, SavedView
from billing_platform.lists.refusals import MayNotShare, NameTaken, NoName, NotYourView, TooManyViews
from people.models import Account
from people.permissions import Permission, only_looks
from tenants.models import now

MOST_VIEWS = 50
NAME_ONCE = "saved_view_name_once"


def save_view(owner: Account, list_key: str, name: str, query: str, *, is_shared: bool = False) -> SavedView:
    """Keep the state of a list under a name, for its owner or for everybody who may see the list.

    Not repeat-safe: a second call is refused by the name. Refuses MayNotShare, NoName, NameTaken, TooManyViews.
    """
    if is_shared:
        _refuse_sharing(owner)
    with transaction.atomic():
        _forget_deleted(owner, list_key)
        if SavedView.objects.filter(owner=owner, list_key=list_key).count() >= MOST_VIEWS:
            raise TooManyViews(f"You have {MOST_VIEWS} views of this list, the most there can be. Delete one first.")
        made = SavedView(owner=owner, list_key=list_key, name=_named(name), query=_short(query), is_shared=is_shared)
        _written(made)
    return made


def change_view(
    public_id: UUID, by: Account, *, name: str | None = None, query: str | None = None, is_shared: bool | None = None
) -> SavedView:
    """Rename a view, give it another state, share it or stop sharing it; what is None stays.

    Repeat-safe. Refuses NotYourView, NoName, NameTaken, and MayNotShare where it is shared afterwards.
    """
    with transaction.atomic():
        view = _view_to_change(public_id, by)
        view.name = view.name if name is None else _named(name)
        view.query = view.query if query is None else _short(query)
        view.is_shared = view.is_shared if is_shared is None else is_shared
        if view.is_shared:
            _refuse_sharing(by)
        _written(view)
    return view


def delete_view(public_id: UUID, by: Account) -> SavedView:
    """Take a view away from everybody; until the next one of its owner is saved or deleted it can be brought back.

    Repeat-safe. Refuses NotYourView.
    """
    with transaction.atomic():
        view = _view_to_change(public_id, by)
        _forget_deleted(view.owner, view.list_key)
        view.deleted_at = now()
        view.save(update_fields=["deleted_at"])
    return view


def restore_view(public_id: UUID, by: Account) -> SavedView:
    """Bring a deleted view back. Repeat-safe.

    Refuses NotYourView, MayNotShare where it was shared, NameTaken where its name is used again.
    """
    with transaction.atomic():
        view = _view_to_change(public_id, by, is_deleted=True)
        if view.is_shared:
            _refuse_sharing(by)
        view.deleted_at = None
        _written(view)
    return view


def remember(owner: Account, list_key: str, **chosen: Any) -> None:
    """Keep how somebody wants to see a list: any of `columns`, `size`, `density`, `start`; the others stay.

    One statement, repeat-safe, refuses nothing: a value that is not offered is the caller's mistake.
    """
    names = ("columns", "size", "density", "start")
    changed = [name for name in names if name in chosen]
    preference = ListPreference(owner=owner, list_key=list_key, **chosen)
    ListPreference.objects.bulk_create(
        [preference], update_conflicts=True, unique_fields=["owner", "list_key"], update_fields=changed
    )


def moved(keys: Sequence[str], key: str, by: int) -> list[str]:
    """The keys with one of them moved up (−1) or down (1); at an end it stays where it is."""
    order = list(keys)
    if key not in order:
        return order
    at = order.index(key)
    order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
    return order


def may_change(view: SavedView, person: Account) -> bool:
    """Its owner may, and an admin where it is shared."""
    return view.owner_id == person.pk or (view.is_shared and person.may(Permission.MANAGE_MEMBERS))


def may_share(person: Account) -> bool:
    """Whether they may share views: everybody but who may look and not touch."""
    return not only_looks(person.permissions)


def _refuse_sharing(person: Account) -> None:
    if not may_share(person):
        raise MayNotShare("Your roles only look; a view for everybody changes what others see. Save it for yourself.")


def _view_to_change(public_id: UUID, by: Account, *, is_deleted: bool = False) -> SavedView:
    found = SavedView.objects.select_related("owner").filter(public_id=public_id, deleted_at__isnull=not is_deleted)
    view = found.first()
    if view is None or not (view.is_shared or view.owner_id == by.pk):
        raise NotYourView("This view is not there any more.", code="view_is_gone")
    if not may_change(view, by):
        raise NotYourView(f"This view belongs to {view.owner.name}. Save one of your own.")
    return view


def _forget_deleted(owner: Account, list_key: str) -> None:
    SavedView.objects.filter(owner=owner, list_key=list_key, deleted_at__isnull=False).delete()


def _written(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        if NAME_ONCE not in str(error):
            raise
        raise NameTaken(f"You have a view named “{view.name}” already. Choose another name.", field="name") from error


def _named(name: str) -> str:
    short = " ".join(name.replace("\0", "").split())
    if not short:
        raise NoName("Name the view.", field="name")
    if len(short) > LONGEST_NAME:
        raise NoName(f"The name has {len(short)} characters; at most {LONGEST_NAME} are allowed.", field="name")
    return short


def _short(query: str) -> str:
    if len(query) > LONGEST_QUERY:
        raise NoName("This state of the list is too long to be kept. Remove a filter.")
    return query
