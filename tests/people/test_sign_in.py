"""Signing in and out at an organization's host."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_somebody_signs_in(browser_of):
    browser = browser_of("acme", "bill")
    assert browser.session["organization"]
