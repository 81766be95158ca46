"""Addresses of the page of jobs."""

from __future__ import annotations

from django.urls import path

from reports import views

app_name = "jobs"
urlpatterns = [path("", views.jobs, name="list")]
