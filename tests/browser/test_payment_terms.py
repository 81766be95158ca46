"""Payment terms in a real browser: typed in the row with Enter and Escape, changed together, undone, by keys alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from partners.models import Partner, Side
from payment_terms.models import BuyerTerms
from tests.browser.keys import choose, tab_to
from tests.browser.pages import go
from tests.browser.test_sheets import export, put
from tests.building import draft
from tests.payment_terms.pages import today

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GLOBEX, INITECH = "Payment terms of Globex GmbH, days", "Payment terms of Initech AG, days"


def terms(page: Page) -> Page:
    go(page, "/payment-terms/")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_enter_saves_the_row_and_goes_to_the_next_one(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label(GLOBEX).fill("45")
    page.get_by_label(GLOBEX).press("Enter")
    expect(page.get_by_label(INITECH)).to_be_focused()
    row = page.locator("tr", has_text="Globex GmbH")
    expect(row).to_contain_text("Saved.")
    expect(row).to_contain_text("from 1 ")
    expect(row.get_by_text("False")).to_be_visible()
    expect(page.get_by_label(GLOBEX)).to_have_value("45")
    expect(page.get_by_label(INITECH)).to_have_value("30")


def test_the_number_of_the_default_typed_over_itself_makes_the_row_custom(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label(GLOBEX).select_text()
    page.keyboard.type("30")
    press(page, "Enter")
    row = page.locator("tr", has_text="Globex GmbH")
    expect(row).to_contain_text("Saved.")
    expect(row.get_by_text("False")).to_be_visible()
    page.reload()
    expect(page.locator("tr", has_text="Globex GmbH").get_by_text("False")).to_be_visible()


def test_a_number_is_sent_once_and_walking_over_rows_or_escape_sends_nothing(signed_in):
    page = terms(signed_in("acme", "ada"))
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if "/days/" in request.url else None)
    page.get_by_label(GLOBEX).select_text()
    press(page, "Enter", "Enter", "Shift+Tab", "Tab")
    page.get_by_label(GLOBEX).select_text()
    page.keyboard.type("30")
    press(page, "Escape")
    page.get_by_label(INITECH).select_text()
    page.keyboard.type("45")
    press(page, "Enter")
    expect(page.locator("tr", has_text="Initech AG")).to_contain_text("Saved.")
    page.get_by_label(GLOBEX).focus()
    page.wait_for_load_state("networkidle")
    assert [each.count("=45") for each in sent] == [1]
    expect(page.locator("tr", has_text="Globex GmbH").get_by_text("True")).to_be_visible()


def test_escape_brings_the_old_value_back_and_a_wrong_one_is_refused_in_its_row(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label(GLOBEX).fill("99")
    page.get_by_label(GLOBEX).press("Escape")
    expect(page.get_by_label(GLOBEX)).to_have_value("30")
    page.get_by_label(GLOBEX).fill("1.5")
    page.get_by_label(GLOBEX).press("Enter")
    row = page.locator("tr", has_text="Globex GmbH")
    expect(row.get_by_role("alert")).to_contain_text("A fraction is not allowed.")
    expect(row.get_by_role("alert")).to_contain_text("Net 30 stays.")
    page.reload()
    expect(page.get_by_label(GLOBEX)).to_have_value("30")


def test_the_later_of_two_admins_is_told_in_the_row_and_takes_theirs_or_keeps_their_own(signed_in):
    first, second = terms(signed_in("acme", "ada")), terms(signed_in("acme", "ada"))
    first.get_by_label(GLOBEX).fill("45")
    first.get_by_label(GLOBEX).press("Enter")
    expect(first.locator("tr", has_text="Globex GmbH")).to_contain_text("Saved.")
    second.get_by_label(GLOBEX).fill("60")
    second.get_by_label(GLOBEX).press("Enter")
    expect(second.get_by_role("alert")).to_contain_text("Ada set Net 45 at")
    second.get_by_role("button", name="take Net 45").click()
    expect(second.get_by_label(GLOBEX)).to_have_value("45")


def test_whoever_keeps_their_own_in_the_row_has_it_saved_over_the_others(signed_in):
    first, second = terms(signed_in("acme", "ada")), terms(signed_in("acme", "ada"))
    first.get_by_label(GLOBEX).fill("45")
    first.get_by_label(GLOBEX).press("Enter")
    expect(first.locator("tr", has_text="Globex GmbH")).to_contain_text("Saved.")
    second.get_by_label(GLOBEX).fill("60")
    second.get_by_label(GLOBEX).press("Enter")
    second.get_by_role("button", name="Keep 60").click()
    expect(second.locator("tr", has_text="Globex GmbH")).to_contain_text("Saved.")
    expect(second.get_by_label(GLOBEX)).to_be_focused()
    first.reload()
    expect(first.get_by_label(GLOBEX)).to_have_value("60")


def test_a_row_whose_connection_was_lost_says_so_and_is_saved_by_trying_again(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.route("**/days/", lambda route: route.abort())
    for label in (GLOBEX, INITECH):
        page.get_by_label(label).fill("45")
        page.get_by_label(label).press("Enter")
    for name in ("Globex GmbH", "Initech AG"):
        expect(page.locator("tr", has_text=name).get_by_role("alert")).to_contain_text("Not saved")
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.unroute("**/days/")
    row = page.locator("tr", has_text="Globex GmbH")
    row.get_by_role("button", name="Retry").click()
    expect(row).to_contain_text("Saved.")
    expect(row.get_by_role("alert")).to_have_count(0)
    expect(page.locator("tr", has_text="Initech AG").get_by_role("alert")).to_contain_text("Not saved")
    page.reload()
    expect(page.get_by_label(GLOBEX)).to_have_value("45")
    expect(page.get_by_label(INITECH)).to_have_value("30")


def test_an_edit_is_undone_in_its_row(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label(GLOBEX).fill("45")
    page.get_by_label(GLOBEX).press("Enter")
    page.locator("tr", has_text="Globex GmbH").get_by_role("button", name="Undo").click()
    expect(page.get_by_label(GLOBEX)).to_have_value("30")
    expect(page.locator("tr", has_text="Globex GmbH").get_by_text("True")).to_be_visible()


def test_rows_are_changed_together_after_a_look_and_undone(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Change terms").click()
    page.get_by_label("N days, then the end of that month").check()
    page.locator("[name=days]").fill("30")
    page.get_by_role("button", name="Look at the effect").click()
    expect(page.get_by_text("2 of 2")).to_be_visible()
    page.get_by_role("button", name="Change 2 buyers").click()
    expect(page.get_by_role("heading", name="Terms changed")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#main").get_by_text("The terms are as they were before.")).to_be_visible()
    terms(page)
    expect(page.get_by_label(GLOBEX)).to_have_value("30")


@pytest.fixture
def named(committed, door) -> list[Partner]:
    """More buyers than a page has rows."""
    with door("acme"):
        return Partner.objects.bulk_create(
            Partner(side=Side.BUYER, identity=f"m{n}", name=f"Match {n:03}") for n in range(130)
        )


@pytest.mark.parametrize("width", [1440, 390])
def test_all_that_match_are_chosen_by_pressing_a_twice(signed_in, named, width):
    page = signed_in("acme", "ada", width=width)
    go(page, "/payment-terms/?q=match")
    press(page, "a", "a")
    expect(page.get_by_label("All 130 that match")).to_be_checked()
    press(page, "b")
    choose(page, "Change terms")
    expect(page.get_by_role("heading", name="New terms of 130 buyers")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_row_that_is_unticked_is_not_among_all_that_match(signed_in, named, width):
    page = signed_in("acme", "ada", width=width)
    go(page, "/payment-terms/?q=match")
    page.get_by_label("Select all on this page").check()
    page.get_by_label("All 130 that match").check()
    page.get_by_label("Select Match 007").uncheck()
    expect(page.get_by_label("All 130 that match")).not_to_be_checked()
    page.get_by_role("button", name="Change terms").click()
    expect(page.get_by_role("heading", name="New terms of 49 buyers")).to_be_visible()


def test_all_that_match_are_changed_beyond_the_page_that_is_shown(signed_in, named, door):
    page = signed_in("acme", "ada")
    go(page, "/payment-terms/?q=match")
    expect(page.locator("tbody tr")).not_to_have_count(130)
    page.get_by_label("Select all on this page").check()
    page.get_by_label("All 130 that match").check()
    page.get_by_role("button", name="Change terms").click()
    expect(page.get_by_role("heading", name="New terms of 130 buyers")).to_be_visible()
    page.locator("[name=days]").fill("45")
    page.get_by_role("button", name="Look at the effect").click()
    expect(page.get_by_text("130 of 130")).to_be_visible()
    page.get_by_role("button", name="Change 130 buyers").click()
    expect(page.get_by_role("heading", name="Terms changed")).to_be_visible()
    with door("acme"):
        changed = BuyerTerms.objects.values_list("partner__name", "text")
        assert sorted(changed) == [(each.name, "Net 45") for each in named]


def test_terms_of_another_kind_are_set_for_one_buyer_by_keys_alone(signed_in):
    page = terms(signed_in("acme", "ada"))
    press(page, "j", "Enter")
    expect(page.get_by_role("heading", name="New terms")).to_be_visible()
    tab_to(page, "Default (Net 30)")
    press(page, "ArrowUp")
    tab_to(page, "Day")
    page.keyboard.type("15")
    tab_to(page, "Months later")
    page.keyboard.type("2")
    choose(page, "Look at the effect")
    expect(page.locator("#impact")).to_contain_text("would be due on")
    choose(page, "Save terms")
    expect(page.locator("#now")).to_contain_text("15th of 2nd month")
    choose(page, "Undo the last change")
    expect(page.locator("#now")).to_contain_text("Net 30")


def test_the_default_is_changed_and_taken_back_by_keys_alone(signed_in):
    page = terms(signed_in("acme", "ada"))
    choose(page, "Default: Net 30")
    expect(page.get_by_role("heading", name="Default payment terms")).to_be_visible()
    tab_to(page, "Days")
    press(page, "Control+a")
    page.keyboard.type("45")
    choose(page, "Look at the effect")
    expect(page.locator("#impact")).to_contain_text("Counts for invoices issued")
    choose(page, "Change the default")
    expect(page.get_by_label(GLOBEX)).to_have_value("45")
    choose(page, "Default: Net 45")
    expect(page.locator("#new-default")).to_contain_text("Net 45 from 1 ")
    choose(page, "Undo the change of the default")
    expect(page.locator("#new-default")).to_have_text("Net 30")


def test_a_workbook_is_brought_back_and_undone_by_keys_alone(signed_in, tmp_path):
    page = terms(signed_in("acme", "ada"))
    path = export(page, "Current view", tmp_path / "terms.xlsx")
    put(path, "Initech AG", "EOM+15", column="Payment Terms", lead="Organization")
    page.on("filechooser", lambda chooser: chooser.set_files(path))
    terms(page)
    choose(page, "Import")
    expect(page.get_by_role("heading", name="Terms of buyers")).to_be_visible()
    tab_to(page, "Workbook")
    press(page, "Space")
    expect(page.get_by_label("Workbook")).not_to_have_value("")
    choose(page, "Show the changes")
    expect(page.locator("ins")).to_have_text("EOM+15")
    choose(page, "Change 1 buyer")
    expect(page.get_by_role("heading", name="What was changed")).to_be_visible()
    choose(page, "Undo the import")
    expect(page.get_by_text("The import is undone").first).to_be_visible()
    terms(page)
    expect(page.get_by_label(INITECH)).to_have_value("30")


def test_the_number_of_a_row_is_changed_refused_and_taken_back_by_keys_alone(signed_in):
    page = terms(signed_in("acme", "ada"))
    press(page, "j", "e")
    page.keyboard.type("45")
    press(page, "Enter")
    expect(page.get_by_label(INITECH)).to_be_focused()
    page.keyboard.type("1e2")
    press(page, "Enter")
    row = page.locator("tr", has_text="Initech AG")
    expect(row.get_by_role("alert")).to_contain_text("Net 30 stays.")
    expect(page.get_by_label(INITECH)).to_be_focused()
    press(page, "Escape")
    expect(row.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label(INITECH)).to_have_value("30")
    expect(row.get_by_role("link", name="Initech AG")).to_be_focused()
    press(page, "k")
    choose(page, "Undo")
    expect(page.get_by_label(GLOBEX)).to_have_value("30")
    expect(page.get_by_label(GLOBEX)).to_be_focused()


def test_rows_are_changed_together_and_taken_back_by_keys_alone(signed_in):
    page = terms(signed_in("acme", "ada"))
    press(page, "a", "b")
    choose(page, "Change terms")
    expect(page.get_by_role("heading", name="New terms of 2 buyers")).to_be_visible()
    tab_to(page, "Net: due N days after posting")
    press(page, "ArrowDown")
    tab_to(page, "Days")
    page.keyboard.type("15")
    choose(page, "Look at the effect")
    expect(page.get_by_text("2 of 2")).to_be_visible()
    choose(page, "Change 2 buyers")
    expect(page.get_by_role("heading", name="Terms changed")).to_be_visible()
    expect(page.locator("#done")).to_contain_text("EOM+15")
    choose(page, "Undo")
    expect(page.locator("#main").get_by_text("The terms are as they were before.")).to_be_visible()
    terms(page)
    expect(page.get_by_label(GLOBEX)).to_have_value("30")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_state_of_a_row_is_accessible(signed_in, width, theme):
    page = terms(signed_in("acme", "ada", width=width, theme=theme))
    for typed, said in (("1.5", "Net 30 stays."), ("90", "Directive 2011/7/EU")):
        page.get_by_label(GLOBEX).fill(typed)
        page.get_by_label(GLOBEX).press("Enter")
        expect(page.locator("tr", has_text="Globex GmbH")).to_contain_text(said)
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def bulk_preview(page: Page) -> None:
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Change terms").click()


def dialog_preview(page: Page) -> None:
    page.get_by_role("link", name="Initech AG").click()
    page.get_by_label("Net: due N days after posting").check()


def default_preview(page: Page) -> None:
    page.get_by_role("link", name="Default: Net 30").click()


@pytest.mark.parametrize("opened", [bulk_preview, dialog_preview, default_preview])
def test_the_effect_with_its_chart_is_accessible_wide_and_narrow_light_and_dark(signed_in, door, opened):
    with door("acme"):
        draft("initech", today=today())
    page = terms(signed_in("acme", "ada"))
    opened(page)
    page.locator("[name=days]").fill("90")
    page.get_by_role("button", name="Look at the effect").click()
    expect(page.locator("#impact svg").first).to_be_visible()
    page.emulate_media(reduced_motion="reduce")
    for width, theme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        assert [each["id"] for each in Axe().run(page).response["violations"]] == [], (width, theme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
