"""Results of an action, shown once on the next page; some can be undone from there, some lead on."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

OFFER = "offer"


@dataclass(frozen=True, slots=True)
class ToastOffer:
    """What is worth doing next: a page of this host, by its path, and the words of the link."""

    url: str
    words: str


def tell(request: HttpRequest, text: str, *, undo_url: str = "", offer: ToastOffer | None = None) -> None:
    """Say that something was done; with `undo_url` (a path of this host that takes a POST) the toast offers Undo,
    with `offer` a link to what is worth doing next.

    A toast with Undo stays until it is dismissed. Warnings and errors go through `django.contrib.messages` as usual.
    """
    messages.success(request, text, extra_tags=f"{OFFER} {offer.url} {offer.words}" if offer else undo_url)


def undo_url_of(message: Message) -> str:
    """The address that undoes what the message reports; "" when it carries none. Other hosts are never accepted."""
    url = message.extra_tags or ""
    return url if _is_path(url) else ""


def offer_of(message: Message) -> ToastOffer | None:
    """What the message offers to do next; None when it offers nothing. Other hosts are never accepted."""
    kind, _, rest = (message.extra_tags or "").partition(" ")
    url, _, words = rest.partition(" ")
    return ToastOffer(url, words) if kind == OFFER and _is_path(url) else None


def _is_path(url: str) -> bool:
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
