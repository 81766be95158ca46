"""Reading the pages of purchase orders as a browser would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from lxml import html


def page_of(answer: HttpResponse) -> html.HtmlElement:
    """The page without what stands in templates, which a browser does not show or send."""
    page = html.fromstring(answer.content.decode())
    for template in page.xpath("//template"):
        template.drop_tree()
    return page


def form_of(answer: HttpResponse, **typed: Any) -> dict[str, Any]:
    """What the browser would send from the page's form, with some fields typed over."""
    form = next(form for form in page_of(answer).forms if form.get("class") == "form")
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    empty = form.xpath(".//input[not(@value) and not(@type='checkbox')]/@name")
    return {name: [""] for name in empty} | sent | typed


def previewed(answer: HttpResponse, reason: str) -> dict[str, Any]:
    """What the browser would send to match the documents that the page shows."""
    return {"document": page_of(answer).xpath("//input[@name='document']/@value"), "reason": reason}


def line(place: int, **typed: str) -> dict[str, str]:
    """What the browser sends of one line, the last so far, with what is typed into it."""
    row = {"type": "ALL", "is_tracked": "on"} | typed
    return {f"lines-{place}-{name}": value for name, value in row.items()} | {"lines-TOTAL_FORMS": str(place + 1)}


def errors_of(answer: HttpResponse) -> list[str]:
    """The texts of the callout that lists what is to correct."""
    return [" ".join(item.text_content().split()) for item in page_of(answer).xpath("//*[@id='form-errors']//li")]


def listed(answer: HttpResponse) -> list[str]:
    """The PO IDs of the list, in their order."""
    return [link.text_content() for link in page_of(answer).xpath("//tbody//a[@class='cell-main']")]


def words_of(answer: HttpResponse) -> str:
    """The text of the page, spaces collapsed."""
    return " ".join(" ".join(page_of(answer).itertext()).split())


def values_of(answer: HttpResponse, prefix: str) -> Mapping[str, str]:
    """Name and value of the form's inputs whose name begins so."""
    inputs = page_of(answer).xpath(f"//form[@class='form']//input[starts-with(@name, '{prefix}')]")
    return {each.get("name"): each.get("value", "") for each in inputs}
