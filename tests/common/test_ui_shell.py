"""The frame around a page: what it shows for whom, and that no template needs inline style or script."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import QueryDict
from django.template.loader import get_template

from common.ui.balance import balance_bar
from common.ui.listing import Pages, page_sizes, range_words, with_query
from common.ui.shell import NavGroup, NavItem, Shell, theme_from_cookie
from common.ui.toasts import offer_of, undo_url_of

TEMPLATES = Path(__file__).parents[2] / "templates"
SHELL = Shell(
    product_name="Billing",
    organization_name="Initech GmbH",
    organization_kind_label="Customer",
    person_name="Lena Brandt",
    person_email="lena@initech.example",
    sign_out_url="/sign-out/",
    nav=(NavGroup("Purchasing", (NavItem("Purchase orders", "/pos/", "po", is_current=True, count=3),)),),
)


def frame(shell: Shell, **values: object) -> str:
    return get_template("base.html").render({"shell": shell, **values})


def test_the_frame_names_the_organization_its_kind_and_the_person() -> None:
    page = frame(SHELL)
    assert '<span class="brand-name">Initech GmbH</span><span class="badge">Customer</span>' in page
    assert 'aria-label="Account of Lena Brandt"' in page
    assert re.search(r'<a href="/pos/" aria-current="page">.*Purchase orders<span class="nav-count">3</span></a>', page)


def test_signing_out_is_a_form_that_posts() -> None:
    assert '<form method="post" action="/sign-out/">' in frame(SHELL)


def test_without_a_person_there_is_no_menu_and_no_account() -> None:
    page = frame(Shell("Billing", organization_name="Initech GmbH"))
    assert "Initech GmbH" in page
    assert 'id="nav"' not in page
    assert 'id="account"' not in page


def test_a_chosen_theme_is_printed_so_that_nothing_flashes() -> None:
    dark = Shell("Billing", theme="dark")
    assert '<html lang="en" data-theme="dark">' in frame(dark)
    assert '<html lang="en">' in frame(Shell("Billing"))


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><b>', "system"), (None, "system")]
)
def test_only_known_themes_are_taken_from_the_cookie(cookie: str | None, theme: str) -> None:
    assert theme_from_cookie(cookie) == theme


@pytest.mark.parametrize(("name", "initials"), [("Lena Brandt", "LB"), ("Anna Maria von Ow", "AO"), ("system", "S")])
def test_initials_are_of_the_first_and_last_name(name: str, initials: str) -> None:
    assert Shell("Billing", person_name=name).initials == initials


def test_a_message_is_a_toast_and_offers_undo_where_it_carries_the_address() -> None:
    undoable = Message(constants.SUCCESS, "Terms changed.", extra_tags="/terms/undo/")
    failed = Message(constants.ERROR, "Not saved <b>.")
    page = frame(SHELL, messages=[undoable, failed])
    assert '<div class="toast" data-tone="good">' in page
    assert '<form method="post" action="/terms/undo/">' in page
    assert "Not saved &lt;b&gt;." in page


def test_a_toast_leads_on_to_what_is_worth_doing_next() -> None:
    page = frame(SHELL, messages=[Message(constants.SUCCESS, "Done.", extra_tags="offer /next/?a=b Look at the next")])
    assert '<a class="button button-sm" href="/next/?a=b">Look at the next</a>' in page
    assert "Undo" not in page


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "safe", "javascript:alert(1)"])
def test_undo_and_offers_never_lead_to_another_host(address: str) -> None:
    assert undo_url_of(Message(constants.SUCCESS, "x", extra_tags=address)) == ""
    assert offer_of(Message(constants.SUCCESS, "x", extra_tags=f"offer {address} Look")) is None


def test_every_error_page_renders_without_any_context() -> None:
    for name in ("403.html", "403_csrf.html", "404.html", "500.html", "503.html", "busy.html"):
        page = get_template(name).render({})
        assert "<h1>" in page, name
        assert "Billing</title>" in page, name


def test_no_screen_needs_inline_style_or_script() -> None:
    forbidden = re.compile(
        r"""\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*(\ssrc=|\stype="application/json"))"""
    )
    screens = [path for path in TEMPLATES.rglob("*.html") if not {"emails", "pdf"} & set(path.parts)]
    assert len(screens) > 30
    assert [path.name for path in screens if forbidden.search(path.read_text())] == []


def test_every_template_is_short_and_every_partial_names_its_inputs() -> None:
    for path in TEMPLATES.rglob("*.html"):
        lines = path.read_text().splitlines()
        assert len(lines) <= 60, path
        assert not path.name.startswith("_") or lines[0].startswith("{# inputs:"), path


# Lists


def test_pages_name_where_one_is_and_cap_the_count() -> None:
    assert range_words(26, 25, 612) == "26–50 of 612"
    assert range_words(1, 25, 10_001) == "1–25 of 10,000+"
    assert range_words(1, 0, 0) == "Nothing to show"


def test_an_address_is_changed_without_touching_its_other_parameters() -> None:
    query = QueryDict("status=a&status=b&page=4")
    assert with_query(query, drop=["page"], sort="-due_on") == "?status=a&status=b&sort=-due_on"
    assert query.urlencode() == "status=a&status=b&page=4"


def test_another_page_size_starts_at_the_first_page() -> None:
    sizes = page_sizes(QueryDict("q=x&page=4"), current=50)
    assert [(size.rows, size.is_current) for size in sizes] == [(25, False), (50, True), (100, False)]
    assert sizes[2].url == "?q=x&per=100"


def test_pagination_offers_only_neighbours_that_exist() -> None:
    first = Pages("1–25 of 612", next_url="?page=2", sizes=page_sizes(QueryDict(), 25))
    markup = get_template("components/_pagination.html").render({"pages": first})
    assert 'rel="next"' in markup
    assert 'rel="prev"' not in markup
    assert 'href="?per=25" aria-current="true"' in markup


# Balance


@pytest.mark.parametrize(
    ("used", "tone", "left"),
    [(0, "", 100), (750, "", 25), (751, "warn", 24), (999, "warn", 0), (1000, "bad", 0), (1027, "bad", -2)],
)
def test_the_tone_turns_below_the_lowest_threshold_and_at_nothing_left(used: int, tone: str, left: int) -> None:
    bar = balance_bar(Decimal(used), Decimal(1000), (75, 25, 0))
    assert (bar.tone, bar.left_percent) == (tone, left)


def test_a_value_of_zero_has_nothing_left() -> None:
    bar = balance_bar(Decimal(0), Decimal(0), ())
    assert (bar.tone, bar.left_percent, bar.rest_width, bar.over_width) == ("bad", 0, "0.0%", "")
