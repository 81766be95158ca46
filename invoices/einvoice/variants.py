"""Which of two business terms an element carries when its neighbours decide it: a mark to be added to its path."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

INVOICED_OBJECT, TENDER = "130", "50"
Rule = Callable[[etree._Element, str], str]


def mark_of(element: etree._Element, currency: str) -> str:
    """The mark of a leaf element: "[charge]", "[other]", "[tender]", "[sepa]" or "".

    `currency` is the document's; a tax total in another is the one in accounting currency (BT-111).
    """
    rule = RULES.get(local_name(element))
    own = rule(element, currency) if rule else ""
    return own or ("[charge]" if _is_charge(element) else "")


def local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _tax_total(element: etree._Element, currency: str) -> str:
    return "[other]" if currency and element.get("currencyID", currency) != currency else ""


def _tax_number(element: etree._Element, _: str) -> str:
    parent = element.getparent()
    if parent is None or local_name(parent) != "PartyTaxScheme":
        return ""
    return "" if _text(parent, "{*}TaxScheme/{*}ID").upper() == "VAT" else "[other]"


def _identifier(element: etree._Element, _: str) -> str:
    scheme, parent = element.get("schemeID", ""), element.getparent()
    if scheme == "SEPA":
        return "[sepa]"
    if parent is not None and local_name(parent) == "SpecifiedTaxRegistration":
        return "" if scheme == "VA" else "[other]"
    return _reference(element, "")


def _reference(element: etree._Element, _: str) -> str:
    """Among additional documents the invoiced object (BT-18) and the tender (BT-17) are told by a code."""
    parent = element.getparent()
    if parent is None or not local_name(parent).startswith("Additional"):
        return ""
    code = _text(parent, "{*}DocumentTypeCode") or _text(parent, "{*}TypeCode")
    return {INVOICED_OBJECT: "[other]", TENDER: "[tender]"}.get(code, "")


def _is_charge(element: etree._Element) -> bool:
    """Whether the nearest allowance or charge around the element says that it is a charge."""
    for above in (element.getparent(), _above(element.getparent())):
        if above is not None and local_name(above) in ("AllowanceCharge", "SpecifiedTradeAllowanceCharge"):
            indicator = _text(above, "{*}ChargeIndicator") or _text(above, "{*}ChargeIndicator/{*}Indicator")
            return indicator in ("true", "1")
    return False


def _above(element: etree._Element | None) -> etree._Element | None:
    return element.getparent() if element is not None else None


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


RULES: dict[str, Rule] = {
    "TaxAmount": _tax_total,
    "TaxTotalAmount": _tax_total,
    "CompanyID": _tax_number,
    "ID": _identifier,
    "IssuerAssignedID": _reference,
}
