"""The page of the search over everything, and what its dialog shows while somebody types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from billing_platform.search import LONGEST, SHORTEST, found_for, wanted_of
from common.ui.listing import searched_words
from people.access import PersonRequest, signed_in_only


@require_safe
@vary_on_headers("HX-Request")
@signed_in_only
def search(request: PersonRequest) -> HttpResponse:
    """What was found for the parameter `q`; the results alone for htmx."""
    text = searched_words(request.GET, LONGEST)
    wanted = wanted_of(text)
    found = found_for(request.user, wanted)
    context = {
        "text": text,
        "found": found,
        "is_too_short": bool(text) and not wanted.words and not wanted.amounts,
        "shortest": SHORTEST,
    }
    template = "shell/_found.html" if request.headers.get("HX-Request") else "shell/search.html"
    return render(request, template, context)
