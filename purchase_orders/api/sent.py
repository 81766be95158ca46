"""What the API takes of purchase orders: exact numbers as text, in the words of the form where a value is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from ninja import Field
from pydantic import AfterValidator, BeforeValidator, StrictBool, StrictInt, WithJsonSchema

from billing_platform.api.schemas import Day, Sent, Text
from common.errors import Refusal
from common.money import minor_units
from common.ui.fields import AddressField
from purchase_orders.book import LineType
from purchase_orders.order_rules import (
    LONGEST,
    LONGEST_LINE_NUMBER,
    LONGEST_PO_ID,
    LONGEST_TAG,
    MOST_CONTACTS,
    MOST_LINES,
    MOST_TAGS,
)
from purchase_orders.thresholds import DEFAULT_THRESHOLDS
from purchase_orders.typed_values import plain_percent, plain_price, plain_quantity

FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
TYPES = [each.value for each in LineType]
SUPPLIER_NAME = (
    r"^(ORG-[0-9]{6,9}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$"  # an Organization ID or an id
)


def read_as(parse: Callable[[str], Decimal]) -> BeforeValidator:
    """A number that comes as text, with the refusal of `parse` as the field's error."""

    def read(value: Any) -> Decimal:
        if not isinstance(value, str):
            raise ValueError("Send the number as text, such as \"1250.50\".")  # fmt: skip
        try:
            return parse(value)
        except Refusal as refusal:
            raise ValueError(refusal.message) from None

    return BeforeValidator(read)


def known_currency(code: str) -> str:
    """A currency in which a document can be written."""
    try:
        minor_units(code)
    except Refusal as refusal:
        raise ValueError(refusal.message) from None
    return code


def known_type(value: object) -> object:
    """One of the types of line items by its name."""
    if value not in TYPES:
        raise ValueError(f"Allowed: {', '.join(TYPES)}.")
    return value


def several_lines(text: str) -> str:
    """Text of one or more lines, without other control characters."""
    if FORBIDDEN.search(text):
        raise ValueError("Control characters are not taken.")
    return text


def usable_address(text: str) -> str:
    """An e-mail address that mails can go to."""
    try:
        return str(AddressField(max_length=254).clean(text))
    except ValidationError as error:
        raise ValueError(error.messages[0]) from None


def _digits(whole: int, decimals: int) -> WithJsonSchema:
    pattern = rf"^[0-9]{{1,{whole}}}(\.[0-9]{{1,{decimals}}})?$"
    return WithJsonSchema({"type": "string", "pattern": pattern})


Quantity = Annotated[Decimal, read_as(plain_quantity), _digits(12, 8)]
Price = Annotated[Decimal, read_as(plain_price), _digits(15, 8)]
Percent = Annotated[Decimal, read_as(plain_percent), WithJsonSchema(
    {"type": "string", "pattern": r"^(100(\.0{1,3})?|[0-9]{1,2}(\.[0-9]{1,3})?)$"})]  # fmt: skip
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"]), AfterValidator(known_currency)]
Words = Annotated[str, AfterValidator(several_lines)]
Address = Annotated[str, AfterValidator(usable_address), Field(max_length=254, examples=["ana@buyer.example"])]
Threshold = Annotated[StrictInt, Field(ge=0, le=100)]
Tag = Annotated[Text, Field(min_length=1, max_length=LONGEST_TAG)]
LineTypeName = Annotated[str, BeforeValidator(known_type), Field(json_schema_extra={"enum": TYPES})]
Number = Annotated[Text, Field(min_length=1, max_length=LONGEST_LINE_NUMBER)]


class LineBody(Sent):
    """A line item. Without days it lasts as long as its order; tax is a percentage or an amount, not both."""

    description: Text = Field("", max_length=LONGEST["line_description"])
    type: LineTypeName = LineType.ALL.value
    starts_on: Day | None = None
    ends_on: Day | None = None
    is_tracked: StrictBool = True
    receipt_required: StrictBool = False
    quantity: Quantity = Field(examples=["12"])
    unit_price: Price = Field(examples=["99.50"], description="Before tax, in the order’s currency.")
    tax_percent: Percent | None = Field(None, examples=["19"])
    tax_amount: Price | None = Field(None, description="In the order’s currency.")
    product_code: Text = Field("", max_length=LONGEST["product_code"])
    unit: Text = Field("", max_length=LONGEST["unit"])
    seller_of_record: Text = Field("", max_length=LONGEST["line_seller"])


class LineSent(LineBody):
    """A line item with its number, which is unique in the order."""

    number: Number = Field(examples=["1"])


class ContactSent(Sent):
    """Somebody who is told about the order, in their language."""

    email: Address
    name: Text = Field("", max_length=LONGEST["contact_name"])
    language: Literal["en", "de"] = "en"


class ContactsSent(Sent):
    """All contacts of an order."""

    contacts: list[ContactSent] = Field(max_length=MOST_CONTACTS)


class HeaderBody(Sent):
    """What is optional in the header of an order. Contacts are always told below 75 %."""

    description: Words = Field("", max_length=LONGEST["description"])
    bill_from: Annotated[str, Field(pattern=SUPPLIER_NAME)] | None = Field(
        None, description="Organization ID or id of the supplier whose invoices match; null: any.",
        examples=["ORG-000002"],
    )  # fmt: skip
    seller_of_record: Text = Field("", max_length=LONGEST["seller_of_record"])
    bill_to: Words = Field("", max_length=LONGEST["bill_to"])
    ship_to: Words = Field("", max_length=LONGEST["ship_to"])
    tags: list[Tag] = Field([], max_length=MOST_TAGS)
    thresholds: list[Threshold] = Field(list(DEFAULT_THRESHOLDS), max_length=20)


class OrderSent(HeaderBody):
    """A new purchase order; first and last day are included."""

    po_id: Text = Field(min_length=1, max_length=LONGEST_PO_ID, examples=["IT-CLOUD-2026H2"])
    currency: Currency
    effective: Day
    expiration: Day
    is_suspended: StrictBool = False
    lines: list[LineSent] = Field([], max_length=MOST_LINES)
    contacts: list[ContactSent] = Field([], max_length=MOST_CONTACTS)


class OrderChange(HeaderBody):
    """What is to change of a purchase order: a field that is left out stays. `lines` and `contacts` are all of them."""

    currency: Currency | None = None
    effective: Day | None = None
    expiration: Day | None = None
    lines: list[LineSent] | None = Field(None, max_length=MOST_LINES)
    contacts: list[ContactSent] | None = Field(None, max_length=MOST_CONTACTS)
