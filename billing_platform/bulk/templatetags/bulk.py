"""The bar of a list whose rows can be chosen, as a template asks for it."""

from __future__ import annotations

from django import template
from django.template import Context

from billing_platform.bulk.bar import Bar, bar_of

register = template.Library()


@register.simple_tag(takes_context=True)
def bulk_bar(context: Context, selectable: str, total: str) -> Bar | None:
    """What this person can do with many rows of a list: `{% bulk_bar "outgoing" total.words as bar %}`."""
    request = context["request"]
    return bar_of(selectable, request.user, request.GET, total)
