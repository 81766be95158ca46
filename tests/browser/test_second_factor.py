"""A second factor in a real browser: set up, asked for at the next sign-in, and one's other session is ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from people.models import SecondFactor, Session
from tenants.models import now
from tests.browser.pages import go

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def betty_without(committed: None, door) -> Iterator[None]:
    """Accounts outlast a test: the factor that this one sets up is taken away behind it."""
    yield
    with door("acme"):
        SecondFactor.objects.all().delete()
        Session.objects.all().delete()


def code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


def set_up(page: Page) -> str:
    """Turn the second factor on, as its page says; the secret of the app."""
    go(page, "/my-account/")
    page.get_by_role("link", name="Set it up").click()
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_alt_text("QR code for your app")).to_be_visible()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("#factor-open")).to_contain_text("Two steps")
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    page.get_by_role("link", name="I kept them").click()
    return secret


@pytest.mark.parametrize("width", [1440, 390])
def test_a_second_factor_is_set_up_and_asked_for_and_the_other_session_is_ended(betty_without, signed_in, width):
    page = signed_in("acme", "betty", width=width)
    secret = set_up(page)
    other = signed_in("acme", "betty", width=width)
    expect(other.locator("h1")).to_have_text("Type your code")
    other.get_by_label("Code").fill(code(secret, steps=1))
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("button", name="Account of Betty")).to_be_visible()
    go(page, "/my-account/")
    expect(page.locator("#sessions tbody tr")).to_have_count(2)
    page.locator("#sessions tr", has=page.get_by_role("button")).last.get_by_role("button").click()
    expect(page.locator("#sessions tbody tr")).to_have_count(1)
    other.reload()
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    page.reload()
    expect(page.locator("#sessions")).to_contain_text("this one")


def test_a_second_factor_is_set_up_without_a_script(betty_without, plain):
    page = plain("acme", "betty")
    set_up(page)
    go(page, "/my-account/second-factor/")
    expect(page.locator("#factor-on")).to_contain_text("10 of 10 recovery codes left")
