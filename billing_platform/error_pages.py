"""The pages for a forbidden address and for a defect, at an organization's host."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template

from people.models import Account
from people.queries import admin_names


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says which permission is missing, and who can grant it."""
    admins = admin_names() if isinstance(request.user, Account) else []
    return render(request, "403.html", {"exception": str(exception), "admins": admins}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Made without looking anything up, since anything may be what broke; carries the number that the log carries."""
    number = getattr(request, "request_id", "")
    return HttpResponseServerError(get_template("500.html").render({"request_id": number}))
