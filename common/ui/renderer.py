"""Plain controls of forms, written directly: a page of a thousand of them is not put together from templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

PLACE = "django/forms/widgets/"
INPUTS = frozenset(f"{PLACE}{kind}.html" for kind in ("input", "text", "number", "email", "hidden", "checkbox", "date"))
SELECT, OPTION = f"{PLACE}select.html", f"{PLACE}select_option.html"


class DirectRenderer(DjangoTemplates):
    """Django's own, except that inputs and selects of its own look are written without a template, to the same text."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString | str:
        widget = context.get("widget", {})
        if template_name in INPUTS:
            return _input(widget)
        if template_name == SELECT and _is_plain(widget):
            return _select(widget)
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    given = "" if value is None else f' value="{escape(str(value))}"'
    start = f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"'
    return SafeString(f"{start}{given}{_attributes(widget)}>")


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Whether its choices stand in no groups and have the look of every choice."""
    groups = widget["optgroups"]
    return all(not name and all(option["template_name"] == OPTION for option in group) for name, group, _ in groups)


def _select(widget: Mapping[str, Any]) -> SafeString:
    options = "".join(_option(option) for _, group, _ in widget["optgroups"] for option in group)
    return SafeString(f'<select name="{escape(widget["name"])}"{_attributes(widget)}>{options}</select>')


def _option(option: Mapping[str, Any]) -> str:
    value, label = escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


def _attributes(widget: Mapping[str, Any]) -> str:
    """One after the other, as the widget has them; true ones by their name alone, false ones not at all."""
    given = ((escape(name), value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{escape(str(value))}"' for name, value in given)
