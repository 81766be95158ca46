"""What the rules of purchase orders do not allow, each with its name."""

from __future__ import annotations

from common.errors import Refusal


class TooManyActive(Refusal):
    """The organization has as many active purchase orders as it may have."""

    code = "too_many_active_orders"


class TooMany(Refusal):
    """More lines, contacts or tags than one purchase order may have."""

    code = "too_many"


class OrderIdTaken(Refusal):
    """Another purchase order has this PO ID; case and surrounding spaces make no difference."""

    code = "po_id_taken"


class OrderUsed(Refusal):
    """Orders of an import were edited, used by invoices or deleted since; taking it back would undo that too."""

    code = "order_used"


class OrderFixed(Refusal):
    """The field cannot change any more: the PO ID ever, currency and bill-from once something was consumed."""

    code = "order_fixed"


class WrongDates(Refusal):
    """Dates end before they start, or a line lies outside its purchase order."""

    code = "wrong_dates"


class LineInUse(Refusal):
    """A line that was consumed stays."""

    code = "line_in_use"


class LineRepeated(Refusal):
    """Two lines have the same number, or a line has none."""

    code = "line_number_repeated"


class ChangedMeanwhile(Refusal):
    """Somebody else edited the purchase order after it was shown; the person chooses which version stays."""

    code = "changed_meanwhile"


class OrderGone(Refusal):
    """The purchase order was deleted."""

    code = "order_gone"


class WrongValue(Refusal):
    """A text is empty or too long, or a figure lies outside what a purchase order holds."""

    code = "wrong_value"


class TooManyWords(Refusal):
    """More words that name no purchase order than are kept."""

    code = "too_many_words"


class WrongWord(Refusal):
    """A word that names no purchase order is too long, or holds what can't be printed."""

    code = "wrong_word"


class NoSuchOrderLine(Refusal):
    """The purchase order has no line of this number."""

    code = "no_such_order_line"


class WrongAdjustment(Refusal):
    """An adjustment lacks its reason, or its amount is none that a balance can take."""

    code = "wrong_adjustment"


class OneTimeOpen(Refusal):
    """Another one-time purchase holds orders suspended; there is at most one at a time."""

    code = "one_time_open"


class AttachmentGone(Refusal):
    """The attachment was removed so long ago that its bytes are no longer kept."""

    code = "attachment_gone"
