"""How the history speaks of documents and what they consist of, and of the table of tax rates."""

from __future__ import annotations

from datetime import date

from common.ui.figures import day_text
from invoices.models import DocumentKind
from people.permissions import Permission
from tenants.history.words import Parent, Values, Words

DOCUMENTS = "Invoices and drafts"
OF_DOCUMENT = Parent("invoices_document", "document_id")
SEEN_WITH = Permission.SEE_INVOICES.value
NO_MEANING = "means nothing to a reader"
IN_FRONT = "is told in front of it"


def _document(values: Values) -> str:
    kind = str(DocumentKind(values["kind"]).label)
    return str(values["number"]) or f"Draft of {'an' if kind[0] in 'AEIOU' else 'a'} {kind.lower()}"


def _day(value: object) -> str:
    return day_text(date.fromisoformat(str(value)))


DOCUMENT = Words(
    table=OF_DOCUMENT.table,
    noun="document",
    kind=DOCUMENTS,
    labels={
        "direction": "Direction",
        "state": "State",
        "kind": "Kind",
        "source": "Came by",
        "number": "Number",
        "external_number": "Number in the supplier's system",
        "partner_id": "Partner",
        "supplier_party": "Supplier as printed",
        "buyer_party": "Buyer as printed",
        "issue_date": "Issue date",
        "posting_date": "Posting date",
        "due_date": "Due date",
        "terms_text": "Payment terms",
        "po_number": "PO number",
        "buyer_reference": "Buyer reference",
        "currency": "Currency",
        "net": "Net",
        "tax": "Tax",
        "total": "Total",
        "prepaid": "Prepaid",
        "rounding": "Rounding",
        "payable": "Payable",
        "settled": "Paid",
        "credit_applied": "Credit applied",
        "credited": "Credited",
        "withheld": "Withheld",
        "period_start": "First day billed",
        "period_end": "Last day billed",
        "period_mark": "Billed",
        "order_id": "Purchase order",
        "matched_po": "Matched PO",
        "explanation": "Explanation of the match",
        "findings": "Findings",
        "internal_note": "Internal note",
        "set_aside": "Set aside",
        "verified_at": "Verified",
        "issued_at": "Issued",
        "opened_at": "First opened",
    },
    unshown={
        "id": NO_MEANING,
        "public_id": NO_MEANING,
        "identity": "is number, supplier and year in one",
        "type_code": "follows from the kind",
        "terms": "is told as text",
        "pdf_inputs": "are kept to print the document again",
        "created_at": "never changes",
        "updated_at": "is when this change was made",
    },
    named_by=("number", "kind"),
    name=_document,
    permission=SEEN_WITH,
    page="invoices:detail",
    trail="history:document",
    found_by=("number",),
)
LINE = Words(
    table="invoices_documentline",
    noun="line of a document",
    kind=DOCUMENTS,
    labels={
        "no": "Position",
        "label": "Line number",
        "product_code": "Product code",
        "description": "Description",
        "quantity": "Quantity",
        "unit": "Unit",
        "unit_price": "Unit price",
        "base_quantity": "Price per",
        "discount": "Discount",
        "charge": "Charge",
        "product_class": "Product class",
        "tax_category": "Tax category",
        "tax_rate": "Tax rate",
        "net": "Net",
        "adjustment": "Share of allowances and charges",
        "tax": "Tax",
        "gross": "Gross",
        "charge_type": "Charge type",
        "seller_of_record": "Seller of record",
        "po_number": "PO number",
        "po_line_number": "PO line number",
        "purchase_price": "Purchase price",
        "credited": "Credited",
        "disputed": "Disputed",
        "held": "Held",
        "order_line_id": "PO line",
        "period_start": "First day billed",
        "period_end": "Last day billed",
        "period_mark": "Billed",
    },
    unshown={"id": NO_MEANING, "document_id": IN_FRONT},
    named_by=("no",),
    name=lambda values: f"line {values['no']}",
    parent=OF_DOCUMENT,
    permission=SEEN_WITH,
)
TAX = Words(
    table="invoices_documenttax",
    noun="tax of a document",
    kind=DOCUMENTS,
    labels={
        "category": "Tax category",
        "rate": "Tax rate",
        "taxable": "Taxable amount",
        "tax": "Tax",
        "exemption": "Reason of exemption",
    },
    unshown={"id": NO_MEANING, "document_id": IN_FRONT},
    named_by=("category", "rate"),
    name=lambda values: f"tax {values['category']} {float(values['rate']):g} %",
    parent=OF_DOCUMENT,
    permission=SEEN_WITH,
)
ADJUSTMENT = Words(
    table="invoices_adjustment",
    noun="allowance or charge of a document",
    kind=DOCUMENTS,
    labels={
        "is_charge": "Charge",
        "amount": "Amount",
        "tax_category": "Tax category",
        "tax_rate": "Tax rate",
        "reason": "Reason",
    },
    unshown={"id": NO_MEANING, "document_id": IN_FRONT},
    named_by=("is_charge", "reason"),
    name=lambda values: " ".join(filter(None, ["charge" if values["is_charge"] else "allowance", values["reason"]])),
    parent=OF_DOCUMENT,
    permission=SEEN_WITH,
)
POSTING = Words(
    table="invoices_postingdatechange",
    noun="new posting date",
    kind=DOCUMENTS,
    labels={
        "posting_before": "Posting date before",
        "posting_date": "Posting date",
        "due_before": "Due date before",
        "due_date": "Due date",
    },
    unshown={
        "id": NO_MEANING,
        "document_id": IN_FRONT,
        "made_at": "is when this was written",
        "made_by": "is who wrote this",
    },
    named_by=("posting_before", "posting_date"),
    name=lambda values: f"posting date {_day(values['posting_before'])} → {_day(values['posting_date'])}",
    parent=OF_DOCUMENT,
    permission=SEEN_WITH,
)
TAX_RULE = Words(
    table="invoices_taxrule",
    noun="tax rate",
    kind="Tax rates",
    labels={
        "buyer_country": "Country of the buyer",
        "buyer_status": "VAT status of the buyer",
        "product_class": "Product class",
        "effective_from": "From",
        "category": "Tax category",
        "rate": "Tax rate",
        "exemption": "Reason of exemption",
    },
    unshown={"id": NO_MEANING},
    named_by=("buyer_country", "product_class"),
    name=lambda values: f"tax rate {values['buyer_country']} {values['product_class']}",
    permission=SEEN_WITH,
)
WORDS = (DOCUMENT, LINE, TAX, ADJUSTMENT, POSTING, TAX_RULE)
