"""The menu “Export” of a list."""

from __future__ import annotations

from typing import Any

from django import template

from billing_platform.exports.queries import export_offer
from billing_platform.lists.state import ListState

register = template.Library()


@register.inclusion_tag("exports/_menu.html", takes_context=True)
def export_menu(context: Any, key: str, state: ListState) -> dict[str, Any]:
    """Exports the list of this key in its state; `{% export_menu list.key state %}`."""
    return {"offer": export_offer(key, state.query, state.columns), "csrf_token": context.get("csrf_token")}
