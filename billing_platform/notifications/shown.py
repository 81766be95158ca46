"""What the pages of mails print: their tabs, choices and facts, from the address and from a mail."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse

from billing_platform.notifications.kinds import KINDS, is_private, kind_label
from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.operations import MOST_ATTEMPTS
from billing_platform.notifications.outgoing import Look, look_of
from billing_platform.notifications.queries import MailFilter, about_of, language_label
from billing_platform.notifications.troubles import Trouble, trouble_of
from common.ui.figures import moment_text
from common.ui.listing import PLACE, searched_words, with_query
from common.ui.parts import Fact, Tab

HTML, TEXT, HEADERS = "html", "text", "headers"
VIEW_LABELS = {HTML: "As it looks", TEXT: "Text", HEADERS: "Headers"}
PRIVATE = (
    "This mail carries a link that lets its recipient in, so what it says is shown to nobody else."
    " A link that went astray: send the invitation again or ask for another one, and the former stops working."
)
WIDTHS = {"desktop": "Wide", "phone": "Phone"}


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of mail to narrow the list down to."""

    name: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One mail opened: how it looks, which of its views is chosen, at which width, and what troubles it."""

    look: Look
    view: str
    width: str
    views: tuple[Tab, ...]
    widths: tuple[Tab, ...]
    facts: tuple[Fact, ...]
    trouble: Trouble | None


def wanted_of(query: QueryDict) -> MailFilter:
    """The list an address asks for; what is unknown narrows nothing."""
    state, kind = query.get("state", ""), query.get("kind", "")
    return MailFilter(
        state=state if state in MailState.values else "",
        words=searched_words(query, 100),
        kind=kind if kind in KINDS else "",
    )


def state_tabs(query: QueryDict, wanted: MailFilter) -> list[Tab]:
    """All mails, or those of one state."""
    labels = {"": "All", **{state.value: str(state.label) for state in MailState}}
    return [
        Tab(label, with_query(query, drop=PLACE, state=state), state == wanted.state) for state, label in labels.items()
    ]


def kind_choices(wanted: MailFilter) -> list[KindChoice]:
    """Every message there is, by its words."""
    kinds = sorted(KINDS.values(), key=lambda kind: kind.label)
    return [KindChoice(kind.name, kind.label, kind.name == wanted.kind) for kind in kinds]


def shown_look(mail: Mail) -> Look:
    """How a mail looks to people here; of a private one the envelope alone."""
    look = look_of(mail)
    return replace(look, html="", text=PRIVATE) if is_private(mail.kind) else look


def sheet_of(mail: Mail, query: QueryDict) -> Sheet:
    """The mail as the address wants to see it: as it looks first, its text where it has no other look."""
    look = shown_look(mail)
    offered = {HTML: bool(look.html), TEXT: True, HEADERS: not is_private(mail.kind)}
    there = [name for name in VIEW_LABELS if offered[name]]
    view = query.get("view", "") if query.get("view") in there else there[0]
    width = query.get("width", "") if query.get("width") in WIDTHS else "desktop"
    return Sheet(
        look,
        view,
        width,
        views=tuple(Tab(VIEW_LABELS[name], with_query(query, view=name), name == view) for name in there),
        widths=tuple(Tab(label, with_query(query, width=name), name == width) for name, label in WIDTHS.items()),
        facts=_facts(mail, look),
        trouble=trouble_of(mail.error) if mail.error else None,
    )


def _facts(mail: Mail, look: Look) -> tuple[Fact, ...]:
    about = about_of(mail)
    return (
        Fact("To", mail.recipient),
        Fact("From", look.sender or "—"),
        Fact("Kind", kind_label(mail.kind)),
        *([Fact(about.label, about.name, url=reverse(about.page, args=[about.public_id]))] if about else []),
        Fact("Language", language_label(mail.language)),
        Fact("Written", moment_text(mail.created_at)),
        Fact("Sent", moment_text(mail.sent_at)),
        Fact("Tries", f"{mail.attempts} of {MOST_ATTEMPTS}"),
        Fact("Message-ID", look.message_id or "—"),
    )
