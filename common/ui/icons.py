"""The icons of the sprite, and the markup that shows one of them."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "icons.svg"
NAMES = """
    bank bell box calendar chart check clip clock collect columns copy credit done down download edit eye fall filter
    gauge gear grip home inbox info invoice jobs key left link lock mail menu more pause payout people play plus po
    repeat right rows rows-wide search send share sort stack stop tag trash undo up warn x
"""
ICON_NAMES = frozenset(NAMES.split())


def icon_svg(name: str, size: str = "") -> SafeString:
    """Markup that shows one symbol of the sprite; size is "" (18 px), "sm" (15 px) or "lg" (32 px).

    The sprite is one cached file of the same origin, so a page repeats no drawing and needs no inline style. An unknown
    name raises ValueError: a missing drawing would otherwise be an empty square that nobody notices.
    """
    if name not in ICON_NAMES:
        raise ValueError(f"the sprite has no icon named {name!r}")
    css = f"icon icon-{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        css,
        static(SPRITE),
        name,
    )
