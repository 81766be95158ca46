"""Why a file is not taken in as an order."""

from __future__ import annotations

from common.errors import Refusal


class NotAnOrder(Refusal):
    """XML of another kind than a UBL 2.1 Order."""

    code = "not_an_order"


class OrderIncomplete(Refusal):
    """The order lacks its number, issue date, currency or lines, or says one that cannot be read."""

    code = "order_incomplete"
