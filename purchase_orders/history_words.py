"""How the history speaks of purchase orders, their lines and contacts."""

from __future__ import annotations

from decimal import Decimal

from people.permissions import Permission
from tenants.history.words import Parent, Words, column

ORDERS = "Purchase orders"
OF_ORDER = Parent("purchase_orders_purchaseorder", "order_id")
SEEN_WITH = Permission.SEE_PURCHASE_ORDERS.value

ORDER = Words(
    table=OF_ORDER.table,
    noun="purchase order",
    kind=ORDERS,
    labels={
        "po_id": "PO ID",
        "description": "Description",
        "bill_from_id": "Bill from",
        "seller_of_record": "Seller of record",
        "bill_to": "Bill to",
        "ship_to": "Ship to",
        "currency": "Currency",
        "effective": "Effective",
        "expiration": "Expiration",
        "tags": "Tags",
        "thresholds": "Notice thresholds",
        "is_suspended": "Suspended",
        "deleted_at": "Deleted",
    },
    unshown={
        "id": "means nothing to a reader",
        "public_id": "means nothing to a reader",
        "po_key": "is the PO ID in small letters",
        "edited_at": "is when this change was made",
        "created_at": "never changes",
    },
    named_by=("po_id",),
    name=column("po_id"),
    permission=SEEN_WITH,
    page="purchase_orders:detail",
    trail="history:order",
    hidden_by="deleted_at",
    found_by=("po_id",),
)
LINE = Words(
    table="purchase_orders_purchaseorderline",
    noun="line of a purchase order",
    kind=ORDERS,
    labels={
        "number": "Number",
        "description": "Description",
        "type": "Type",
        "starts_on": "Start",
        "ends_on": "End",
        "is_tracked": "Balance tracking",
        "receipt_required": "Receipt required",
        "quantity": "Quantity",
        "unit_price": "Unit price",
        "tax_percent": "Tax percent",
        "tax_amount": "Tax",
        "value": "Value",
        "product_code": "Product code",
        "unit": "Unit",
        "seller_of_record": "Seller of record",
    },
    unshown={
        "id": "means nothing to a reader",
        "public_id": "means nothing to a reader",
        "order_id": "is told in front of the line",
        "consumed": "has a log of its own, the uses",
        "sent_thresholds": "has a log of its own, the mails",
    },
    named_by=("number",),
    name=lambda values: f"line {values['number']}",
    parent=OF_ORDER,
    permission=SEEN_WITH,
)
CONTACT = Words(
    table="purchase_orders_contact",
    noun="contact of a purchase order",
    kind=ORDERS,
    labels={"name": "Name", "email": "E-mail", "language": "Language"},
    unshown={"id": "means nothing to a reader", "order_id": "is told in front of the contact"},
    named_by=("name", "email"),
    name=lambda values: f"contact {values['name'] or values['email']}",
    parent=OF_ORDER,
    permission=SEEN_WITH,
)
ONE_TIME = Words(
    table="purchase_orders_onetimepurchase",
    noun="one-time purchase",
    kind=ORDERS,
    labels={"is_open": "Others wait to be active again"},
    unshown={
        "id": "means nothing to a reader",
        "public_id": "means nothing to a reader",
        "order_id": "is told in front of it",
        "started_at": "is when this was written",
        "started_by": "is who wrote this",
    },
    named_by=(),
    name=lambda _: "one-time purchase",
    parent=OF_ORDER,
    permission=SEEN_WITH,
)
ATTACHMENT = Words(
    table="purchase_orders_attachment",
    noun="attachment of a purchase order",
    kind=ORDERS,
    labels={"name": "Name", "size": "Size in bytes", "removed_at": "Removed"},
    unshown={
        "id": "means nothing to a reader",
        "public_id": "means nothing to a reader",
        "order_id": "is told in front of the attachment",
        "sha256": "names the bytes, means nothing to a reader",
        "created_at": "is when this was written",
    },
    named_by=("name",),
    name=lambda values: f"attachment {values['name']}",
    parent=OF_ORDER,
    permission=SEEN_WITH,
)
MATCHING = Words(
    table="purchase_orders_matchingsettings",
    noun="setting",
    kind="Matching",
    labels={"no_po_words": "Words that name no PO"},
    unshown={"id": "means nothing to a reader", "is_only": "means nothing to a reader"},
    named_by=(),
    name=lambda _: "words that name no purchase order",
    permission=SEEN_WITH,
)
ADJUSTMENT = Words(
    table="purchase_orders_balanceadjustment",
    noun="adjustment of a balance",
    kind=ORDERS,
    labels={"amount": "Amount", "reason": "Reason"},
    unshown={
        "id": "means nothing to a reader",
        "public_id": "means nothing to a reader",
        "order_id": "is told in front of the adjustment",
        "line_id": "stands among the uses",
        "made_by": "is who wrote this",
        "made_at": "is when this was written",
    },
    named_by=("amount", "reason"),
    name=lambda values: f"adjustment of {Decimal(values['amount']).normalize():f} ({values['reason']})",
    parent=OF_ORDER,
    permission=SEEN_WITH,
)
WORDS = (ORDER, LINE, CONTACT, ONE_TIME, ATTACHMENT, ADJUSTMENT, MATCHING)
