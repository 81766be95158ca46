"""What `manage.py check` says where this server can't make PDFs."""

from __future__ import annotations

from typing import Any

from django.core.checks import Info, register

from common.pdf import why_off


@register()
def say_whether_pdfs_are_off(**_: Any) -> list[Info]:
    """No failure: all else works without."""
    off = why_off()
    return [Info(off, id="invoices.I001")] if off else []
