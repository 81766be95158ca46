"""The interactive page of the API in a real browser, under the policy of every other page."""

from __future__ import annotations

import pytest

from billing_platform.api.operations.tokens import TokenWish, make_token
from people.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_page_sends_a_request_with_a_token_and_breaks_no_policy(site, chromium, door):
    with door("acme"):
        bill = Account.objects.get(email__startswith="bill@")
        text = make_token(bill, TokenWish("try", bill.permissions), by=bill).text
    with chromium.new_context() as context:
        page, said = context.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://acme.localhost:{site}/api/v1/docs")
        page.click("button.authorize")
        page.fill(".auth-container input", text)
        page.click(".auth-btn-wrapper button.authorize")
        page.click("button.btn-done")
        page.click("#operations-Invoices-list_invoices .opblock-summary-control")
        page.click("#operations-Invoices-list_invoices .try-out__btn")
        page.click("#operations-Invoices-list_invoices button.execute")
        page.wait_for_selector(".live-responses-table .response-col_status")
        assert page.inner_text(".live-responses-table tbody .response-col_status").startswith("200")
        assert [text for text in said if "Content Security Policy" in text or "Refused" in text] == []
