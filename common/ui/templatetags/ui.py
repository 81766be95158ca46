"""The tags and filters every template may use: figures, states, icons, tables, forms and the parts of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BaseFormSet, BoundField
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

from common.ui import fields, figures, listing
from common.ui.balance import balance_bar
from common.ui.icons import icon_svg
from common.ui.parts import Crumb, Toned
from common.ui.toasts import offer_of, undo_url_of

register = template.Library()

CALLOUT_ICONS = {"good": "done", "warn": "warn", "bad": "stop"}
MESSAGE_TONES = {"success": "good", "warning": "warn", "error": "bad"}

register.filter("money", figures.money_html)
register.filter("money_text", figures.money_text)
register.filter("amount", figures.amount_text)
register.filter("day", figures.day_text)
register.filter("until", figures.period_text)
register.filter("moment", figures.moment_text)
register.filter("undo_url", undo_url_of)
register.filter("toast_offer", offer_of)
register.simple_tag(icon_svg, name="icon")


@register.filter
def quantity(number: Decimal | int | None) -> str:
    """A quantity or rate without trailing zeros: "1,500", "0.0332"."""
    return figures.number_text(number)


@register.filter
def status_badge(state: Toned) -> SafeString:
    """A state in a list: tone, word and shape, on no ground of its own."""
    tone = "" if state.tone == "quiet" else state.tone
    return _toned("status", tone, state.label)


@register.filter
def badge(state: Toned) -> SafeString:
    """A state beside a title, on its soft ground."""
    return _toned("badge", state.tone or "quiet", state.label)


@register.filter
def message_tone(message: Message) -> str:
    """The tone of a toast: success is good, warning warns, error is bad, the rest informs."""
    return MESSAGE_TONES.get(message.level_tag, "info")


@register.filter
def tone_icon(tone: str) -> SafeString:
    """The icon that stands for a tone in callouts and toasts."""
    return icon_svg(CALLOUT_ICONS.get(tone, "info"))


@register.simple_tag
def balance(
    used: Decimal, value: Decimal, thresholds: Iterable[Decimal | int], currency: str, large: bool = False
) -> SafeString:
    """The bar that shows what is left of `value`, with ticks at the notice thresholds (percent left)."""
    bar = balance_bar(used, value, thresholds)
    return _component("components/_balance.html", {"bar": bar, "value": value, "currency": currency, "large": large})


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, column: str, css: str = "") -> SafeString:
    """A head cell whose link sorts the list by `column`; it carries `aria-sort` when the list is sorted by it.

    The present order is `sort` in the context, else the parameter of the same name. `css` "num" aligns figures right,
    "pin" keeps the column in sight.
    """
    direction = listing.sort_direction(_order(context), column)
    return format_html(
        '<th scope="col"{}{}>{}</th>',
        format_html(' class="{}"', css) if css else "",
        format_html(' aria-sort="{}"', direction) if direction else "",
        sort_link(context, label, column),
    )


@register.simple_tag(takes_context=True)
def sort_link(context: Context, label: str, column: str) -> SafeString:
    """The link alone, for a head cell that a template writes itself."""
    url = listing.sort_url(_query(context), _order(context), column)
    return format_html('<a class="sort" href="{}">{}</a>', url, label)


@register.simple_tag(takes_context=True)
def keep_query(context: Context, *replaced: str) -> SafeString:
    """Hidden inputs that carry the address's parameters through a GET form, but those the form itself sets.

    The place in the list is dropped: a changed search starts at the first page.
    """
    dropped = {*replaced, *listing.PLACE}
    kept = ((name, value) for name, values in _query(context).lists() if name not in dropped for value in values)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.simple_tag
def field(bound: BoundField, css: str = "", affix: str = "", label: str = "", in_row: bool = False) -> SafeString:
    """A form field with label, error, control and help, tied together for screen readers.

    `css` goes to the control ("w-8" limits its width); `affix` is printed inside its frame (a currency); `in_row`
    leaves the error to the line of errors of its formset row.
    """
    if bound.is_hidden:
        return SafeString(bound)
    values = {"field": bound, "control": fields.control(bound, css), "affix": affix, "in_row": in_row}
    words = {"label": label or bound.label, "is_optional": fields.is_optional(bound) and not in_row}
    return _component(fields.template_for(bound), {**values, **words})


@register.simple_tag
def form_errors(*parts: BaseForm | BaseFormSet[BaseForm]) -> SafeString:
    """A callout that lists every error of forms and formsets as a link to its field; nothing when there is none."""
    links = fields.error_links(parts)
    return _component("components/_form_errors.html", {"links": links}) if links else SafeString("")


@register.simple_block_tag
def page_head(
    content: SafeString, title: str, *parents: str, status: Toned | Sequence[Toned] = (), lede: str = ""
) -> SafeString:
    """The head of a page: parents (label, address, label, address …), title, state, one line of context, actions.

    `status` is one state or a list of them, shown as badges. What stands inside are the actions.
    """
    crumbs = tuple(Crumb(label, url) for label, url in zip(parents[::2], parents[1::2], strict=True))
    badges = status if isinstance(status, list | tuple) else (status,)
    actions = content if content.strip() else ""
    values = {"title": title, "crumbs": crumbs, "badges": badges, "lede": lede, "actions": actions}
    return _component("components/_page_head.html", values)


@register.simple_block_tag
def callout(content: SafeString, tone: str = "", title: str = "", id: str = "") -> SafeString:
    """A sentence that must be seen; tone "good", "warn", "bad" or "" for plain information."""
    return _component("components/_callout.html", {"content": content, "tone": tone, "title": title, "id": id})


@register.simple_block_tag
def state(content: SafeString, icon: str, title: str, tone: str = "", id: str = "state") -> SafeString:
    """What a list says when it has nothing to show; text and actions stand inside."""
    values = {"content": content, "icon": icon, "title": title, "tone": tone, "id": id}
    return _component("components/_state.html", values)


@register.simple_block_tag
def panel(content: SafeString, title: str, note: str = "", id: str = "") -> SafeString:
    """A framed part that holds a table from edge to edge, with its heading."""
    return _section("panel", content, title, note, id)


@register.simple_block_tag
def card(content: SafeString, title: str, note: str = "", id: str = "") -> SafeString:
    """A framed part with padding, with its heading."""
    return _section("card", content, title, note, id)


@register.simple_block_tag
def table(content: SafeString, name: str, id: str = "", density: str = "") -> SafeString:
    """A table in its own scrolling box, which turns into cards on a phone; `name` is what it is called aloud."""
    values = {"content": content, "name": name, "id": id or f"{slugify(name)}-table", "density": density}
    return _component("components/_table.html", values)


@register.simple_block_tag(takes_context=True)
def confirm(context: Context, content: SafeString, title: str, action: str, verb: str) -> SafeString:
    """A dialog that asks once more before it posts to `action`.

    Its id is the verb in lower case with dashes: "Delete draft" is opened by a link with `data-opens="delete-draft"`,
    whose address is a page that asks the same where no script runs.
    """
    values = {"content": content, "id": slugify(verb), "title": title, "action": action, "verb": verb}
    return _component("components/_confirm.html", {**values, "csrf_token": context.get("csrf_token")})


@register.simple_block_tag(takes_context=True)
def ask_once_more(context: Context, content: SafeString, verb: str, back_url: str) -> SafeString:
    """What `confirm` asks, as the content of a page of its own that posts to its own address."""
    values = {"content": content, "verb": verb, "back_url": back_url, "csrf_token": context.get("csrf_token")}
    return _component("components/_ask_once_more.html", values)


def _section(kind: str, content: SafeString, title: str, note: str, id: str) -> SafeString:
    values = {"kind": kind, "content": content, "title": title, "note": note, "id": id or slugify(title)}
    return _component("components/_section.html", values)


def _toned(css: str, tone: str, label: object) -> SafeString:
    attribute = format_html(' data-tone="{}"', tone) if tone else ""
    return format_html('<span class="{}"{}>{}</span>', css, attribute, label)


def _component(name: str, values: Mapping[str, object]) -> SafeString:
    return SafeString(get_template(name).render(dict(values)))


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET if isinstance(request, HttpRequest) else QueryDict()


def _order(context: Context) -> str:
    return str(context.get("sort") or _query(context).get(listing.SORT, ""))
