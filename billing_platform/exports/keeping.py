"""Tells the sweep of files which bytes exports still need."""

from __future__ import annotations

from collections.abc import Collection

from billing_platform.exports.models import Export
from billing_platform.files.kept import keeps_files


@keeps_files("exports.files")
def named_by_exports(hashes: Collection[str]) -> set[str]:
    """Those of the hashes that are an export's file."""
    return set(Export.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
