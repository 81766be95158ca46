"""Columns without a canary, each with its reason."""

from __future__ import annotations

# Columns that hold nothing of anybody, or without whose value nobody could be signed in or nothing be found.
NOT_TOUCHED = {
    "api_apitoken.sha256": "what a token is known by",
    "bulk_run.action": "a key of the code",
    "exports_export.columns": "keys of the code",
    "exports_export.needs": "keys of the code",
    "exports_export.sha256": "names a file",
    "exports_export.source": "a key of the code",
    "history_change.tbl": "a name of the code",
    "imports_sheetimport.kind": "a key of the code",
    "imports_sheetimport.rows": "cells with keys of the code",
    "lists_listpreference.list_key": "a key of the code",
    "lists_savedview.list_key": "a key of the code",
    "members_ticket.roles": "keys of the code",
    "members_ticket.token_hash": "a hash",
    "notifications_mail.kind": "a key of the code",
    "payment_terms_buyerterms.text": "in the grammar of terms, and read again by it",
    "people_account.password": "a hash that signs in",
    "people_customrolepermission.permission": "a key of the code",
    "people_recoverycode.code_hash": "a hash",
    "people_secondfactor.salt": "what a secret is derived from",
    "people_session.session_data": "signed",
    "people_session.session_key": "the way in",
    "purchase_orders_attachment.sha256": "names a file",
}
_PERCENT = "a percentage, too small for an amount of anybody's"
_SUM = "held to the amounts beside it by a constraint"
_NULL = "empty in every row built here, and filled it would end the thing"
_OFFERED = "one of those offered, by a constraint"
# Columns that no row of any organization takes a canary in.
TAKES_NONE = {
    "api_apitoken.created_at": "within a year of its expiry, by a constraint",
    "api_apitoken.expires_at": "within a year of its making, by a constraint",
    "api_apitoken.revoked_at": _NULL,
    "api_apitoken.warned_at": _NULL,
    "invoices_adjustment.tax_rate": _PERCENT,
    "invoices_document.credit_applied": _SUM,
    "invoices_document.opened_at": _NULL,
    "invoices_document.terms": "keys and numbers, no words",
    "invoices_documentline.adjustment": _SUM,
    "invoices_documentline.gross": _SUM,
    "invoices_documentline.tax": _SUM,
    "invoices_documentline.tax_rate": _PERCENT,
    "invoices_documenttax.rate": _PERCENT,
    "invoices_pdfversion.sha256": "a hash, by a constraint",
    "invoices_postingdatechange.due_before": _NULL,
    "invoices_postingdatechange.posting_date": "another one than before, by a constraint",
    "invoices_taxrule.rate": _PERCENT,
    "invoices_uploadfile.began_at": _NULL,
    "invoices_uploadfile.done_at": _NULL,
    "lists_listpreference.density": _OFFERED,
    "lists_savedview.deleted_at": _NULL,
    "members_ticket.used_at": _NULL,
    "members_ticket.withdrawn_at": _NULL,
    "notifications_mail.sent_at": _NULL,
    "payment_terms_termschange.discount_percent": _PERCENT,
    "people_signinrule.second_factor_from": "a row sends everybody to setting up a second factor",
    "purchase_orders_attachment.removed_at": _NULL,
    "purchase_orders_purchaseorder.deleted_at": _NULL,
    "purchase_orders_purchaseorderline.tax_percent": _PERCENT,
}
_ISSUED = "only whoever issues has rows, or rows of that state"
# Columns that a customer has no fitting row for: it issues nothing and gives nobody payment terms.
OF_SUPPLIERS = {
    "bulk_run.confirmed_at": _ISSUED,
    "invoices_document.findings": "of a received document in which something is wrong",
    "invoices_document.pdf_inputs": _ISSUED,
    "invoices_document.verified_at": _ISSUED,
    "invoices_documentline.credited": _ISSUED,
    "invoices_documentline.net": _SUM,
    "invoices_numbercounter.last_date": _ISSUED,
    "invoices_pdfversion.layout": _ISSUED,
    "invoices_pdfversion.made_at": _ISSUED,
    "invoices_pdfversion.made_by": _ISSUED,
    "invoices_pdfversion.variant": _ISSUED,
    "payment_terms_buyerterms.counts_from": _ISSUED,
    "payment_terms_buyerterms.updated_at": _ISSUED,
    "payment_terms_buyerterms.updated_by": _ISSUED,
    "payment_terms_termsbatch.made_at": _ISSUED,
    "payment_terms_termsbatch.made_by": _ISSUED,
    "payment_terms_termschange.effective_from": _ISSUED,
}
