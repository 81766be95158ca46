"""A path in an e-invoice as people name the place: "line 3, price", "buyer, address"."""

from __future__ import annotations

import re
from collections.abc import Sequence

STEP = re.compile(r"/(?:\*:|Q\{[^}]*\}|\w+:)?(\w+)(?:\[namespace-uri\(\)='[^']*'\])?(?:\[(\d+)\])?")
LINES = frozenset({"InvoiceLine", "CreditNoteLine", "IncludedSupplyChainTradeLineItem"})
COUNTED = {
    "TaxSubtotal": "tax breakdown, row",
    "ApplicableTradeTax": "tax breakdown, row",
    "AllowanceCharge": "allowance or charge",
    "SpecifiedTradeAllowanceCharge": "allowance or charge",
    "AppliedTradeAllowanceCharge": "discount of the price",
    "PaymentMeans": "means of payment",
    "SpecifiedTradeSettlementPaymentMeans": "means of payment",
    "AdditionalDocumentReference": "attached document",
    "AdditionalReferencedDocument": "attached document",
}
NAMED = {
    "AccountingSupplierParty": "supplier",
    "SellerTradeParty": "supplier",
    "AccountingCustomerParty": "buyer",
    "BuyerTradeParty": "buyer",
    "PayeeParty": "payee",
    "PayeeTradeParty": "payee",
    "TaxRepresentativeParty": "the supplier's tax representative",
    "SellerTaxRepresentativeTradeParty": "the supplier's tax representative",
    "Delivery": "delivery",
    "ApplicableHeaderTradeDelivery": "delivery",
    "ShipToTradeParty": "deliver to",
    "PaymentTerms": "payment terms",
    "SpecifiedTradePaymentTerms": "payment terms",
    "TaxTotal": "tax total",
    "TaxTotalAmount": "tax total",
    "LegalMonetaryTotal": "totals",
    "SpecifiedTradeSettlementHeaderMonetarySummation": "totals",
    "InvoicePeriod": "period",
    "BillingSpecifiedPeriod": "period",
    "BillingReference": "preceding invoice",
    "InvoiceReferencedDocument": "preceding invoice",
    "BuyerOrderReferencedDocument": "purchase order",
    "OrderReference": "purchase order",
    "ContractReferencedDocument": "contract",
    "PostalAddress": "address",
    "PostalTradeAddress": "address",
    "Contact": "contact",
    "DefinedTradeContact": "contact",
    "EndpointID": "electronic address",
    "URIUniversalCommunication": "electronic address",
    "PartyTaxScheme": "tax number",
    "SpecifiedTaxRegistration": "tax number",
    "PartyLegalEntity": "legal registration",
    "SpecifiedLegalOrganization": "legal registration",
    "GlobalID": "identifier",
    "PartyIdentification": "identifier",
    "Price": "price",
    "NetPriceProductTradePrice": "price",
    "GrossPriceProductTradePrice": "gross price",
    "Item": "item",
    "SpecifiedTradeProduct": "item",
    "InvoicedQuantity": "quantity",
    "CreditedQuantity": "quantity",
    "BilledQuantity": "quantity",
    "ClassifiedTaxCategory": "tax",
    "TaxCategory": "tax",
    "CategoryTradeTax": "tax",
    "ExchangedDocumentContext": "heading",
    "ExchangedDocument": "heading",
    "IssueDateTime": "issue date",
    "IncludedNote": "note",
    "Note": "note",
}
WHOLE = "document"


def place_in_words(path: str, line_ids: Sequence[str]) -> str:
    """The named steps of an XPath, outermost first; a line by its own number, which the n-th of `line_ids` is."""
    steps = [(name, int(number or 1)) for name, number in STEP.findall(path)]
    is_in_line = any(name in LINES for name, _ in steps)
    words = [_word(name, number, line_ids, is_in_line=is_in_line) for name, number in steps]
    return ", ".join(dict.fromkeys(word for word in words if word)) or WHOLE


def _word(name: str, number: int, line_ids: Sequence[str], *, is_in_line: bool) -> str:
    if name in LINES:
        return f"line {line_ids[number - 1] if number <= len(line_ids) else number}"
    if name == "ApplicableTradeTax" and is_in_line:
        return "tax"
    return f"{COUNTED[name]} {number}" if name in COUNTED else NAMED.get(name, "")
