"""A supplier's table of tax rates, as lines to read."""

from __future__ import annotations

from invoices.models import TaxRule


def tax_table() -> list[str]:
    """One line a row, such as "AT business standard from 2026-01-01: S 20 %"; one statement."""
    order = ("buyer_country", "buyer_status", "product_class", "effective_from")
    return [_line(rule) for rule in TaxRule.objects.order_by(*order)]


def _line(rule: TaxRule) -> str:
    key = f"{rule.buyer_country:<2} {rule.buyer_status} {rule.product_class} from {rule.effective_from}"
    return f"{key}: {rule.category} {rule.rate.normalize():f} % {rule.exemption}".rstrip()
