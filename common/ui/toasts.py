"""Results of an action, shown once on the next page; some can be undone from there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def tell(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Say that something was done; with `undo_url` (a path of this host that takes a POST) the toast offers Undo.

    A toast with Undo stays until it is dismissed. Warnings and errors go through `django.contrib.messages` as usual.
    """
    messages.success(request, text, extra_tags=undo_url)


def undo_url_of(message: Message) -> str:
    """The address that undoes what the message reports; "" when it carries none. Other hosts are never accepted."""
    url = message.extra_tags or ""
    is_path = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_path else ""
