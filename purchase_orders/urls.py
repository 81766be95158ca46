"""Addresses of purchase_orders."""

from __future__ import annotations

from django.urls import path

from purchase_orders import (
    adjustment_views,
    attachment_views,
    form_views,
    matching_views,
    notice_views,
    one_time_views,
    status_views,
    views,
    what_if_views,
)

app_name = "purchase_orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("matching/", matching_views.matching, name="matching"),
    path("matching/words/", matching_views.words, name="matching_words"),
    path("matching/usual-words/", matching_views.usual_words, name="usual_words"),
    path("new/", form_views.new_order, name="new"),
    path("what-if/<uuid:public_id>/", what_if_views.trial, name="trial"),
    path("one-time/", one_time_views.one_time, name="one_time"),
    path("one-time/end/", one_time_views.finish, name="one_time_end"),
    path("one-time/suspended/", one_time_views.keep, name="one_time_keep"),
    path("<uuid:public_id>/one-time/", one_time_views.start, name="one_time_start"),
    path("<uuid:public_id>/", views.order_page, name="detail"),
    path("<uuid:public_id>/attachments/", attachment_views.attachments, name="attachments"),
    path("<uuid:public_id>/adjustment/", adjustment_views.adjustment, name="adjustment"),
    path("<uuid:public_id>/notices/", notice_views.notices, name="notices"),
    path("<uuid:public_id>/notices/mail/", notice_views.notice_mail, name="notice_mail"),
    path("attached/<uuid:public_id>/", attachment_views.attachment, name="attachment"),
    path("attached/<uuid:public_id>/removal/", attachment_views.removal, name="attachment_removal"),
    path("attached/<uuid:public_id>/restoration/", attachment_views.restoration, name="attachment_restoration"),
    path("<uuid:public_id>/edit/", form_views.edit_page, name="edit"),
    path("<uuid:public_id>/deletion/", views.deletion, name="deletion"),
    path("<uuid:public_id>/suspension/", status_views.suspension, name="suspension"),
    path("<uuid:public_id>/reactivation/", status_views.reactivation, name="reactivation"),
]
