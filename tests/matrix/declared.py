"""Who may what, written down by hand beside the code: what each page and act asks for, and what each role holds."""

from __future__ import annotations

from people.permissions import Permission, Role

P = Permission
# By what is asked ("anybody": nothing; "signed in": no permission): routes by name, and list:, column:, cell:, act:,
# export:, import:, search:, bell: and api: for what asks inside. A new one is added to its line; a line changes on
# purpose only.
ASKED = {
    "anybody": """
        api-docs api-problems api:openapi-json healthz links:forgotten links:joining links:new_password
        people:second_step people:sign_in people:sign_out readyz
    """,
    "signed in": """
        bulk:cancellation bulk:confirmation bulk:continuation bulk:preview bulk:run bulk:undo
        exports:cancellation exports:detail exports:file exports:list exports:request home
        imports:confirmation imports:creation imports:creation_confirmation imports:creation_discarding
        imports:creation_undoing imports:detail imports:discarding imports:files imports:new imports:template
        imports:undoing jobs:cancellation jobs:retry lists:columns lists:filters lists:look lists:start
        lists:sums lists:view lists:view_deletion lists:view_restoration lists:views people:account
        people:appearance people:other_sessions_ending people:password people:second_factor
        people:second_factor_beginning people:second_factor_confirmation people:second_factor_removal
        people:session_ending search tokens:own tokens:revocation
    """,
    "see_invoices": """
        api:get_invoice_pdf api:get_match api:list_invoices invoices:billings invoices:detail invoices:document
        invoices:incoming invoices:of_order invoices:outgoing invoices:pdf
        invoices:pdf_version issued_by_month list:billings list:incoming list:outgoing search:incoming
        search:outgoing selectable:outgoing
    """,
    "see_invoices and edit_purchase_orders": """
        invoices:fitting invoices:fitting_any invoices:match invoices:move
    """,
    "see_invoices and see_history": """
        history:document
    """,
    "see_invoices and see_payment_details": """
        invoices:document_original invoices:document_picture
    """,
    "see_invoices and see_purchase_orders": """
        invoices:why_not purchase_orders:trial
    """,
    "edit_drafts": """
        act:delete_drafts act:return_to_draft act:verify bell:drafts bell:drafts-set-aside invoices:deletion
        invoices:edit invoices:new invoices:preview invoices:return invoices:verification
    """,
    "edit_drafts and issue_invoices": """
        act:verify_and_issue
    """,
    "issue_invoices": """
        act:issue api:change_invoice api:set_invoice_pdf bell:invoices-verified invoices:posting_date
    """,
    "upload_invoices": """
        invoices:rule_check invoices:upload invoices:upload_cancellation invoices:upload_reading
        invoices:uploaded
    """,
    "see_purchase_orders": """
        api:get_purchase_order api:list_purchase_order_uses api:list_purchase_orders cell:incoming.po_number
        list:purchase-orders
        purchase_orders:attachment purchase_orders:detail purchase_orders:list purchase_orders:matching
        purchase_orders:notice_mail purchase_orders:notices purchase_orders:one_time search:orders
        selectable:purchase-orders
    """,
    "see_purchase_orders and see_history": """
        history:order
    """,
    "edit_purchase_orders": """
        act:delete_orders api:change_purchase_order api:create_purchase_order api:delete_purchase_order
        api:delete_purchase_order_line api:match_document_again api:move_document
        api:put_purchase_order_contacts api:put_purchase_order_line bell:invoices-unmatched
        creation:purchase-orders purchase_orders:adjustment purchase_orders:attachment_removal
        purchase_orders:attachment_restoration purchase_orders:attachments purchase_orders:deletion
        purchase_orders:edit purchase_orders:matching_words purchase_orders:new purchase_orders:usual_words
    """,
    "change_purchase_order_status": """
        act:reactivate_orders act:suspend_orders api:reactivate_purchase_order api:suspend_purchase_order
        purchase_orders:one_time_end purchase_orders:one_time_keep purchase_orders:one_time_start
        purchase_orders:reactivation purchase_orders:suspension
    """,
    "see_partners": """
        export:partners list:partners partners:detail partners:list search:partners
    """,
    "edit_partners": """
        import:partners partners:number
    """,
    "see_payment_terms": """
        api:list_payment_terms export:payment_terms list:payment_terms payment_terms:batch payment_terms:cell
        payment_terms:detail payment_terms:list
    """,
    "edit_payment_terms": """
        api:change_many_payment_terms api:change_payment_terms import:payment_terms payment_terms:changes
        payment_terms:counts_from payment_terms:days payment_terms:default payment_terms:terms
        payment_terms:undo payment_terms:undo_batch payment_terms:undo_default
    """,
    "see_notifications": """
        bell:mails-failed notifications:detail notifications:html notifications:list
    """,
    "retry_mails": """
        notifications:sending
    """,
    "see_history": """
        history:list list:history
    """,
    "see_partners and see_history": """
        history:partner
    """,
    "see_history and see_members": """
        history:member
    """,
    "see_jobs": """
        bell:jobs-failed bell:jobs-running jobs:detail jobs:list list:jobs organizations:detail organizations:list
    """,
    "see_members": """
        list:invitations list:members members:custom_roles members:detail members:invited members:list
        members:sign_in_rule search:members service_accounts:detail service_accounts:list
    """,
    "manage_members": """
        members:activation members:deactivation members:invite members:new_role members:role
        members:role_deletion members:roles members:sending members:sign_in_rule_choice
        members:taking_second_factor members:withdrawal
    """,
    "manage_tokens": """
        service_accounts:activation service_accounts:deactivation service_accounts:new
        service_accounts:permissions service_accounts:revocation service_accounts:tokens
    """,
}
EVERY_SIGHT = frozenset(
    {
        P.SEE_INVOICES,
        P.SEE_PAYMENT_DETAILS,
        P.SEE_PURCHASE_ORDERS,
        P.SEE_PARTNERS,
        P.SEE_PAYMENT_TERMS,
        P.SEE_NOTIFICATIONS,
        P.SEE_HISTORY,
        P.SEE_JOBS,
        P.SEE_MEMBERS,
    }
)
BILLING = {P.EDIT_DRAFTS, P.ISSUE_INVOICES, P.UPLOAD_INVOICES, P.EDIT_PARTNERS, P.RETRY_MAILS, P.MANAGE_JOBS}
BUYING = {
    P.UPLOAD_INVOICES,
    P.EDIT_PURCHASE_ORDERS,
    P.CHANGE_PURCHASE_ORDER_STATUS,
    P.EDIT_PARTNERS,
    P.RETRY_MAILS,
}
ORGANIZATION = {P.MANAGE_MEMBERS, P.MANAGE_TOKENS}
HELD = {
    Role.ADMIN: EVERY_SIGHT | BILLING | BUYING | ORGANIZATION | {P.EDIT_PAYMENT_TERMS},
    Role.BILLING_ADMIN: EVERY_SIGHT - {P.SEE_HISTORY, P.SEE_MEMBERS} | BILLING,
    Role.BUYER: {P.SEE_INVOICES, P.SEE_PURCHASE_ORDERS, P.SEE_PARTNERS, P.SEE_NOTIFICATIONS} | BUYING,
    Role.AUDITOR: EVERY_SIGHT,
}
