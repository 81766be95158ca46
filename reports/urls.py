"""Addresses of the pages of jobs."""

from __future__ import annotations

from django.urls import path

from reports import job_views, views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("<uuid:job_id>/", job_views.detail, name="detail"),
    path("<uuid:job_id>/cancellation/", job_views.cancellation, name="cancellation"),
    path("<uuid:job_id>/retry/", job_views.retry, name="retry"),
]
