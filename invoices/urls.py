"""Addresses of invoices."""

from __future__ import annotations

from django.urls import path

from invoices.views import association, checks, documents, drafts, fitting, lists, pdf, uploads, viewer

app_name = "invoices"
urlpatterns = [
    path("outgoing/", lists.outgoing, name="outgoing"),
    path("incoming/", lists.incoming, name="incoming"),
    path("billings/", lists.billings, name="billings"),
    path("of-order/<uuid:public_id>/", lists.of_order, name="of_order"),
    path("fitting-order/<uuid:public_id>/", fitting.of_one, name="fitting"),
    path("fitting-orders/", fitting.of_any, name="fitting_any"),
    path("new/", drafts.new, name="new"),
    path("preview/", drafts.preview, name="preview"),
    path("upload/", uploads.upload, name="upload"),
    path("uploads/<uuid:public_id>/", uploads.uploaded, name="uploaded"),
    path("uploads/<uuid:public_id>/cancellation/", uploads.cancellation, name="upload_cancellation"),
    path("uploads/<uuid:public_id>/reading/", uploads.reading, name="upload_reading"),
    path("<uuid:public_id>/", documents.detail, name="detail"),
    path("<uuid:public_id>/", documents.detail, name="by_public_id"),
    path("<uuid:public_id>/document/", viewer.viewer, name="document"),
    path("<uuid:public_id>/document/original/", viewer.original, name="document_original"),
    path("<uuid:public_id>/document/picture/", viewer.picture, name="document_picture"),
    path("<uuid:public_id>/pdf/", pdf.current, name="pdf"),
    path("<uuid:public_id>/pdf/<int:number>/", pdf.version, name="pdf_version"),
    path("<uuid:public_id>/edit/", drafts.edit, name="edit"),
    path("<uuid:public_id>/verification/", documents.verification, name="verification"),
    path("<uuid:public_id>/return/", documents.return_, name="return"),
    path("<uuid:public_id>/rule-check/", checks.rule_check, name="rule_check"),
    path("<uuid:public_id>/match/", association.match, name="match"),
    path("<uuid:public_id>/move/", association.move, name="move"),
    path("<uuid:public_id>/why-not/", association.why_not_page, name="why_not"),
    path("<uuid:public_id>/deletion/", documents.deletion, name="deletion"),
    path("<uuid:public_id>/posting-date/", documents.posting_date, name="posting_date"),
]
