"""Addresses of an organization's host."""

from __future__ import annotations

from django.urls import include, path

from billing_platform import health
from billing_platform.search_page import search

handler403 = "billing_platform.error_pages.forbidden"
handler500 = "billing_platform.error_pages.broken"
urlpatterns = [
    path("", include("reports.home_urls")),
    path("", include("people.urls")),
    path("", include("members.urls_public")),
    path("members/", include("members.urls")),
    path("", include("billing_platform.api.urls")),
    path("api/v1/", include("billing_platform.api.urls_v1")),
    path("invoices/", include("invoices.urls")),
    path("purchase-orders/", include("purchase_orders.urls")),
    path("lists/", include("billing_platform.lists.urls")),
    path("payment-terms/", include("payment_terms.urls")),
    path("partners/", include("partners.urls")),
    path("exports/", include("billing_platform.exports.urls")),
    path("imports/", include("billing_platform.imports.urls")),
    path("mails/", include("billing_platform.notifications.urls")),
    path("bulk/", include("billing_platform.bulk.urls")),
    path("history/", include("reports.history_urls")),
    path("jobs/", include("reports.urls")),
    path("organizations/", include("reports.installation_urls")),
    path("search/", search, name="search"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
