"""Examples of answers, as the reference of the API shows them."""

from __future__ import annotations

from typing import Any


def _eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


_HEADER: dict[str, Any] = {
    "id": "0192f0c1-2b3c-7d4e-8f50-123456789abc",
    "po_id": "IT-CLOUD-2026H2",
    "description": "Cloud for the shop",
    "bill_from": {
        "id": "0192f0c1-2b3c-7d4e-8f50-123456789abd",
        "organization_id": "ORG-000002",
        "name": "Acme Distribution GmbH",
    },
    "seller_of_record": "",
    "currency": "EUR",
    "effective": "2026-07-01",
    "expiration": "2026-12-31",
    "status": "active",
    "tags": ["shop"],
    "value": _eur("1420.86"),
    "used": _eur("236.81"),
    "balance": _eur("1184.05"),
    "updated_at": "2026-11-03T09:12:44.120000Z",
    "version": 1793697164120000,
}
_LINE: dict[str, Any] = {
    "number": "1",
    "description": "Compute",
    "type": "MONTHLY_USAGE",
    "starts_on": "2026-07-01",
    "ends_on": "2026-12-31",
    "is_tracked": True,
    "receipt_required": False,
    "quantity": "12",
    "unit_price": _eur("99.50"),
    "tax_percent": "19",
    "tax": _eur("226.86"),
    "value": _eur("1420.86"),
    "used": _eur("236.81"),
    "balance": _eur("1184.05"),
    "product_code": "CMP-1",
    "unit": "MON",
    "seller_of_record": "",
}
ORDERS: dict[str, Any] = {"items": [_HEADER | {"at_risk": "a line is low"}], "next": None}
ORDER: dict[str, Any] = _HEADER | {
    "bill_to": "Initech AG, Hamburg",
    "ship_to": "",
    "thresholds": [75, 25, 0],
    "lines": [_LINE],
    "contacts": [{"email": "ana@buyer.example", "name": "Ana", "language": "en"}],
}
DELETED: dict[str, Any] = {"id": _HEADER["id"], "po_id": _HEADER["po_id"]}
USES: dict[str, Any] = {
    "items": [
        {
            "at": "2026-11-03T09:12:44.120000Z",
            "kind": "match",
            "line": "1",
            "document": {"id": "0192f0c1-2b3c-7d4e-8f50-123456789abe", "number": "INV-2026-000231", "line": 1},
            "amount": _eur("236.81"),
        }
    ],
    "next": None,
}
