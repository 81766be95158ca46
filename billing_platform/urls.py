"""Addresses of an organization's host."""

from __future__ import annotations

from django.urls import include, path

from billing_platform import health

handler403 = "billing_platform.error_pages.forbidden"
handler500 = "billing_platform.error_pages.broken"
urlpatterns = [
    path("", include("reports.home_urls")),
    path("", include("people.urls")),
    path("", include("members.urls_public")),
    path("members/", include("members.urls")),
    path("invoices/", include("invoices.urls")),
    path("purchase-orders/", include("purchase_orders.urls")),
    path("mails/", include("billing_platform.notifications.urls")),
    path("bulk/", include("billing_platform.bulk.urls")),
    path("jobs/", include("reports.urls")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
