"""Examples of answers, as the reference of the API shows them."""

from __future__ import annotations

from typing import Any

_ROW: dict[str, Any] = {
    "id": "0192f0c1-2b3c-7d4e-8f50-123456789abc",
    "organization_id": "ORG-000003",
    "name": "Initech AG",
    "erp_id": "C-3",
    "country": "DE",
    "tier": "Direct Customer",
    "is_active": True,
    "terms": "Net 45",
    "net_days": 45,
    "is_default": False,
    "counts_from": "2026-12-01",
    "updated_at": "2026-11-03T09:12:44.120000Z",
    "updated_by": "ERP bridge by token “prod”",
    "version": 17,
}
TERMS: dict[str, Any] = {"items": [_ROW], "next": None}
TERMS_CHANGED: dict[str, Any] = {"counts_from": "2026-12-01", "is_changed": True, "terms": _ROW, "warnings": []}
MANY_CHANGED: dict[str, Any] = {
    "changed": 1,
    "unchanged": 0,
    "counts_from": "2026-12-01",
    "batch": "0192f0c1-2b3c-7d4e-8f50-123456789abd",
    "rows": [{"organization_id": "ORG-000003", "result": "changed", "terms": _ROW, "warnings": []}],
}
