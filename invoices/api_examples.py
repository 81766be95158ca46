"""Examples of answers, as the reference of the API shows them."""

from __future__ import annotations

from typing import Any

_PDF: dict[str, Any] = {
    "version": 2,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 48213,
    "reason": "sent",
    "made_at": "2026-11-03T09:12:44.120000Z",
}
_TOTALS = {name: {"amount": amount, "currency": "EUR"} for name, amount in
           {"net": "1050.42", "tax": "199.58", "total": "1250.00", "amount_due": "1250.00",
            "collectable": "1250.00"}.items()}  # fmt: skip
INVOICES: dict[str, Any] = {
    "items": [
        {
            "id": "0192f0c1-2b3c-7d4e-8f50-123456789abc",
            "number": "INV-2026-000231",
            "external_number": "ERP-4711",
            "direction": "outgoing",
            "kind": "invoice",
            "type_code": "380",
            "status": "issued",
            "partner": {"organization_id": "ORG-000003", "name": "Initech AG", "erp_id": "C-3", "tier": "direct"},
            "issue_date": "2026-11-03",
            "posting_date": "2026-11-03",
            "payment_terms": "net 30",
            "due_date": "2026-12-03",
            "days_overdue": 0,
            "payment_method": "unknown",
            "po_number": "PO-1",
            "matched_po_number": "PO-1",
            "currency": "EUR",
            **_TOTALS,
            "pdf": _PDF,
            "updated_at": "2026-11-03T09:12:44.120000Z",
            "version": 1793697164120000,
        }
    ],
    "next": "MjAyNi0xMS0wM18yMzE",
}
PDF_SET: dict[str, Any] = {
    "number": "INV-2026-000231",
    "external_number": "ERP-4711",
    "posting_date": "2026-11-05",
    "due_date": "2026-12-05",
    "version": 1793782401120000,
    "is_new_version": True,
    "pdf": _PDF,
}
POSTED = {name: PDF_SET[name] for name in ("number", "external_number", "posting_date", "due_date", "version")}
MATCH: dict[str, Any] = {
    "document": "0192f0c1-2b3c-7d4e-8f50-123456789abe",
    "number": "INV-2026-000231",
    "purchase_order": {"id": "0192f0c1-2b3c-7d4e-8f50-123456789abc", "po_id": "PO-1"},
    "headline": "Matched to PO-1: covers the one invoice line.",
    "moved": "",
    "hidden": "",
    "lines": [
        {
            "line": 1,
            "description": "Compute",
            "gross": {"amount": "236.81", "currency": "EUR"},
            "po_line": "1",
        }
    ],
    "considered": [
        {"po_id": "PO-1", "verdict": "chosen", "why": "Covers the one invoice line.", "rules": []},
        {"po_id": "PO-7", "verdict": "dropped", "why": "Line 2 ends 30 Sep, the invoice bills Oct.", "rules": []},
    ],
    "notes": [],
    "version": 0,
}
