"""What can be done with many outgoing documents at once."""

from __future__ import annotations

from billing_platform.bulk.actions import BulkAction, Selectable
from invoices.lists import definitions
from invoices.operations import bulk
from invoices.queries import judged
from invoices.querysets import outgoing
from people.permissions import Permission

OUTGOING = Selectable.of_list(
    definitions.OUTGOING, outgoing, "invoices:detail", one="invoice", many="invoices", who="buyer"
)
VERIFY = BulkAction(
    key="verify",
    selectable=OUTGOING,
    verb="Verify",
    past="verified",
    lede="Verified invoices are locked against editing and can be issued. They can go back to draft.",
    permissions=(Permission.EDIT_DRAFTS,),
    judge=judged.judged_for_verifying,
    carry_out=bulk.verify_chosen,
    states=("draft",),
    undo="return_to_draft",
)
RETURN = BulkAction(
    key="return_to_draft",
    selectable=OUTGOING,
    verb="Return to draft",
    past="back to draft",
    lede="Drafts can be edited again. The reason is kept with each of them.",
    permissions=(Permission.EDIT_DRAFTS,),
    judge=judged.judged_for_return,
    carry_out=bulk.return_chosen,
    states=("verified",),
    reason_label="Why they go back to draft",
    undo="verify",
)
DELETE = BulkAction(
    key="delete_drafts",
    selectable=OUTGOING,
    verb="Delete",
    past="deleted",
    lede="Drafts have no number yet and leave no gap. Deleted ones can’t be brought back.",
    permissions=(Permission.EDIT_DRAFTS,),
    judge=judged.judged_for_deletion,
    carry_out=bulk.delete_chosen,
    states=("draft", "verified"),
    is_danger=True,
    removes=True,
)
ISSUE = BulkAction(
    key="issue",
    selectable=OUTGOING,
    verb="Issue",
    past="issued",
    lede="Nothing has been issued yet. Issued invoices get their number, stand in the books of both sides and stay.",
    permissions=(Permission.ISSUE_INVOICES,),
    judge=judged.judged_for_issue,
    carry_out=bulk.issue_chosen,
    states=("verified",),
    in_one_transaction=False,
)
VERIFY_AND_ISSUE = BulkAction(
    key="verify_and_issue",
    selectable=OUTGOING,
    verb="Verify and issue",
    past="issued",
    lede="Nothing has been issued yet. Issued invoices get their number, stand in the books of both sides and stay.",
    permissions=(Permission.ISSUE_INVOICES, Permission.EDIT_DRAFTS),
    judge=judged.judged_for_verifying_and_issue,
    carry_out=bulk.verify_and_issue_chosen,
    states=("draft",),
    in_one_transaction=False,
    is_primary=True,
)
ACTIONS = (VERIFY, RETURN, DELETE, ISSUE, VERIFY_AND_ISSUE)
