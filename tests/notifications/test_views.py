"""The page of mails: what was sent, what waits, what failed and is tried again."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from lxml import html as markup

from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.operations import send_waiting
from people.permissions import PERMISSIONS_OF, Role
from tenants.models import now
from tests.notifications.letters import write

pytestmark = pytest.mark.django_db
TEXT = "Dear buyer,\n\n  INV-2026-000001 is <due> on 20 December.\n"


@pytest.fixture
def mail(door):
    """Writes one mail into acme's outbox."""

    def write(subject: str = "INV-2026-000001: 119.00 EUR", **facts: object) -> Mail:
        given = {"kind": "notice", "recipient": "betty@initech.example", "text": TEXT} | facts
        with door("acme"):
            return Mail.objects.create(subject=subject, **given)

    return write


@pytest.fixture
def failed(mail):
    return mail(state=MailState.FAILED, attempts=10, error="550 5.1.1 no such user")


@pytest.fixture
def visitor_role(monkeypatch):
    """Takes everything from the auditors."""
    return lambda: monkeypatch.setitem(PERMISSIONS_OF, Role.AUDITOR, frozenset())


def subjects(page: str) -> list[str]:
    return [part.split("</a>")[0].split(">")[-1] for part in page.split('class="cell-main"')[1:]]


def test_mails_are_listed_newest_first_with_recipient_and_state(browser_of, mail):
    mail("First", state=MailState.SENT, sent_at=now())
    mail("Second")
    page = browser_of("acme", "bill").get("/mails/").content.decode()
    assert subjects(page) == ["Second", "First"]
    assert "betty@initech.example" in page
    assert '<span class="status" data-tone="good">Sent</span>' in page
    assert "1–2 of 2" in page


def test_an_organization_without_mails_is_told_what_will_be_here(browser_of):
    assert "No mails yet" in browser_of("acme", "bill").get("/mails/").content.decode()


def test_mails_of_another_organization_are_not_there(browser_of, mail):
    written = mail("Secret")
    hooli = browser_of("hooli", "ada")
    assert "Secret" not in hooli.get("/mails/").content.decode()
    assert hooli.get(f"/mails/{written.public_id}/").status_code == 404
    assert hooli.post(f"/mails/{written.public_id}/sending/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=failed", ["Lost"]),
        ("state=waiting", ["To globex"]),
        ("state=nonsense", ["To globex", "Lost", "Gone"]),
        ("q=GLOBEX", ["To globex"]),
        ("q=lost&state=failed", ["Lost"]),
        ("q=lost&state=sent", []),
        ("q=%00l%00ost", ["Lost"]),
    ],
)
def test_the_list_is_narrowed_down_by_state_and_words(browser_of, mail, query, found):
    mail("Gone", state=MailState.SENT, sent_at=now())
    mail("Lost", state=MailState.FAILED)
    mail("To globex")
    page = browser_of("acme", "bill").get(f"/mails/?{query}").content.decode()
    assert subjects(page) == found
    assert found or "No mail matches" in page


@pytest.mark.parametrize(
    ("page", "first", "words"),
    [
        ("", "Mail 119", "1–50 of 120"),
        ("2", "Mail 69", "51–100 of 120"),
        ("3", "Mail 19", "101–120 of 120"),
        ("99", "Mail 19", "101–120 of 120"),
        ("0", "Mail 119", "1–50 of 120"),
        ("-1", "Mail 119", "1–50 of 120"),
        ("²", "Mail 119", "1–50 of 120"),
        ("9" * 30, "Mail 119", "1–50 of 120"),
    ],
)
def test_the_list_is_turned_page_by_page(browser_of, door, page, first, words):
    with door("acme"):
        Mail.objects.bulk_create(
            Mail(recipient="a@b.example", subject=f"Mail {number}", text="T") for number in range(120)
        )
    shown = browser_of("acme", "bill").get("/mails/", {"page": page}).content.decode()
    assert subjects(shown)[0] == first
    assert words in shown


def test_a_page_costs_the_same_for_one_mail_and_for_many(browser_of, door, mail, django_assert_num_queries):
    browser = browser_of("acme", "bill")
    mail()
    with django_assert_num_queries(7):
        browser.get("/mails/")
    with door("acme"):
        Mail.objects.bulk_create(Mail(recipient="a@b.example", subject="S", text=TEXT) for _ in range(80))
    with django_assert_num_queries(7):
        browser.get("/mails/")


# One mail


def test_a_mail_is_shown_word_for_word(browser_of, mail):
    written = mail(state=MailState.SENT, sent_at=now(), attempts=1)
    page = browser_of("acme", "otto").get(f"/mails/{written.public_id}/").content.decode()
    assert "Dear buyer,\n\n  INV-2026-000001 is &lt;due&gt; on 20 December.\n" in page
    assert "Send mail again" not in page


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        ("po_balance", '<a href="/purchase-orders/00000000-0000-7000-8000-000000000000/">Purchase order</a>'),
        ("invoice_issued", '<a href="/invoices/00000000-0000-7000-8000-000000000000/">Invoice</a>'),
    ],
)
def test_a_mail_leads_to_what_it_tells_of(browser_of, mail, kind, link):
    written = mail(kind=kind, about="00000000-0000-7000-8000-000000000000")
    assert link in browser_of("acme", "bill").get(f"/mails/{written.public_id}/").content.decode()


def test_a_failed_mail_says_why_and_offers_another_try(browser_of, failed):
    page = browser_of("acme", "bill").get(f"/mails/{failed.public_id}/").content.decode()
    assert "The mail server does not know this address" in page
    assert "Ask the recipient for the right address" in page
    assert "550 5.1.1 no such user" in page
    assert "The mail was tried 10 times" in page
    assert f'action="/mails/{failed.public_id}/sending/"' in page


def test_a_mail_put_off_says_when_it_is_tried_again(browser_of, mail):
    written = mail(attempts=3, error="TimeoutError: timed out", due_at=now() + timedelta(hours=1))
    page = browser_of("acme", "bill").get(f"/mails/{written.public_id}/").content.decode()
    assert "The mail server could not be reached, or broke off" in page
    assert "The mail is tried again by itself, next" in page
    assert "TimeoutError: timed out" in page


def test_one_mail_costs_a_fixed_number_of_statements(browser_of, failed, django_assert_num_queries):
    browser = browser_of("acme", "bill")
    with django_assert_num_queries(6):
        browser.get(f"/mails/{failed.public_id}/")


# As its recipient sees it

PAYLOAD = "<script>alert(1)</script>"
PAYLOADS = dict.fromkeys(
    ("sender", "subject", "preheader", "tone_word", "title", "why", "reason", "figure", "unit", "action"), PAYLOAD
)


@pytest.fixture
def lettered(door):
    """Writes a letter into acme's outbox; sent unless told otherwise."""

    def written(*, is_sent: bool = True, **parts: object) -> Mail:
        with door("acme"):
            write("betty@initech.example", **parts)
            if is_sent:
                send_waiting()
            return Mail.objects.get()

    return written


def parsed(answer):
    return markup.document_fromstring(answer.content.decode())


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_mail_is_shown_in_a_frame_that_may_do_nothing(browser_of, lettered, is_sent):
    written = lettered(is_sent=is_sent)
    page = parsed(browser_of("acme", "bill").get(f"/mails/{written.public_id}/"))
    [frame] = page.xpath("//iframe")
    assert frame.get("src") == f"/mails/{written.public_id}/html/"
    assert "allow-scripts" not in frame.get("sandbox")
    assert "allow-same-origin" not in frame.get("sandbox")
    assert frame.get("title")
    assert page.xpath(f"//a[@href='/mails/{written.public_id}/html/']")
    assert ("It has not gone yet" in page.text_content()) is not is_sent


def test_the_html_of_a_mail_stands_under_a_policy_of_its_own(browser_of, lettered):
    written = lettered()
    browser = browser_of("acme", "otto")
    answer = browser.get(f"/mails/{written.public_id}/html/")
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'unsafe-inline'"
    assert policy["frame-ancestors"] == "'self'"
    assert "allow-scripts" not in policy["sandbox"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.content.decode() == written.html
    others = browser.get(f"/mails/{written.public_id}/")
    assert "unsafe-inline" not in others["Content-Security-Policy"]
    assert others["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_script_in_every_text_of_a_letter_is_text_on_every_page(browser_of, lettered, is_sent):
    written = lettered(is_sent=is_sent, facts=((PAYLOAD, PAYLOAD),), **PAYLOADS)
    browser = browser_of("acme", "bill")
    for path in ("", "html/", "?view=text", "?view=headers"):
        page = browser.get(f"/mails/{written.public_id}/{path}").content.decode()
        assert PAYLOAD not in page
        assert "alert(1)" in page
    assert PAYLOAD not in browser.get("/mails/").content.decode()


def test_the_text_and_the_headers_are_views_of_their_own(browser_of, lettered):
    written = lettered()
    browser = browser_of("acme", "bill")
    text = parsed(browser.get(f"/mails/{written.public_id}/?view=text"))
    assert text.xpath("//*[contains(@class, 'mail-text')]")[0].text == written.text
    headers = parsed(browser.get(f"/mails/{written.public_id}/?view=headers"))
    assert f"Message-ID: <{written.public_id}@localhost>" in headers.text_content()
    assert not headers.xpath("//iframe")
    assert [tab.text for tab in headers.xpath("//nav[@class='tabs']/a[@aria-current]")] == ["Headers"]


@pytest.mark.parametrize(("asked", "width"), [("", "desktop"), ("phone", "phone"), ("nonsense", "desktop")])
def test_the_mail_is_looked_at_on_a_desk_or_a_phone_by_link(browser_of, lettered, asked, width):
    page = parsed(browser_of("acme", "bill").get(f"/mails/{lettered().public_id}/?width={asked}"))
    assert page.xpath("//iframe/@data-width") == [width]
    assert {link.get("href") for link in page.xpath("//nav[@aria-label='Width']/a")} == {
        "?width=desktop",
        "?width=phone",
    }


def test_facts_name_sender_message_kind_and_language(browser_of, lettered):
    written = lettered(language="de")
    words = parsed(browser_of("acme", "bill").get(f"/mails/{written.public_id}/")).text_content()
    for fact in ("Acme Distribution SE <billing@localhost>", f"<{written.public_id}@localhost>", "German", "1 of 10"):
        assert fact in words


def test_a_mail_of_text_alone_opens_with_its_text_and_has_no_html(browser_of, mail):
    written = mail(state=MailState.SENT, sent_at=now())
    browser = browser_of("acme", "bill")
    page = parsed(browser.get(f"/mails/{written.public_id}/?view=html"))
    assert [tab.text for tab in page.xpath("//nav[@class='tabs']/a")] == ["Text", "Headers"]
    assert (
        "The headers of this mail were not kept."
        in browser.get(f"/mails/{written.public_id}/?view=headers").content.decode()
    )
    assert browser.get(f"/mails/{written.public_id}/html/").status_code == 404


def test_a_mail_that_cannot_be_written_is_shown_all_the_same(browser_of, mail):
    written = mail("broken\nsubject", attempts=1, error="BadHeaderError: Header values can't contain newlines")
    page = browser_of("acme", "bill").get(f"/mails/{written.public_id}/").content.decode()
    assert "This mail could not be written" in page


def test_the_html_of_a_mail_is_for_its_organization_and_those_who_may_read_mails(browser_of, lettered, visitor_role):
    path = f"/mails/{lettered().public_id}/html/"
    assert browser_of("hooli", "ada").get(path).status_code == 404
    reader = browser_of("acme", "otto")
    assert reader.post(path).status_code == 405
    assert reader.get(path).status_code == 200
    visitor_role()
    assert browser_of("acme", "otto").get(path).status_code == 403


def test_the_list_is_narrowed_down_by_kind(browser_of, mail):
    mail("An invoice", kind="invoice_issued")
    mail("A balance", kind="po_balance", about_name="PO-7", about=uuid4(), language="de")
    browser = browser_of("acme", "bill")
    page = browser.get("/mails/?kind=po_balance").content.decode()
    assert subjects(page) == ["A balance"]
    assert all(words in page for words in (">Little left of a PO line</td>", ">PO-7</a>", ">German</td>"))
    assert '<option value="po_balance" selected>Little left of a PO line</option>' in page
    assert len(subjects(browser.get("/mails/?kind=nonsense").content.decode())) == 2


# Another try


def test_a_failed_mail_is_sent_again_for_whoever_asks(browser_of, failed, door, drain, all_jobs, mailoutbox):
    answer = browser_of("acme", "bill").post(f"/mails/{failed.public_id}/sending/")
    assert (answer.status_code, answer.url) == (302, f"/mails/{failed.public_id}/")
    assert [job.actor.split(" ", 1)[1] for job in all_jobs()] == ["Bill <bill@acme.example>"]
    drain()
    assert [message.subject for message in mailoutbox] == ["INV-2026-000001: 119.00 EUR"]
    with door("acme"):
        again = Mail.objects.get(pk=failed.pk)
        assert (again.state, again.attempts) == (MailState.SENT, 1)


@pytest.mark.parametrize("state", [MailState.SENT, MailState.WAITING])
def test_a_mail_that_did_not_fail_is_left_alone(browser_of, mail, all_jobs, state):
    written = mail(state=state)
    browser = browser_of("acme", "bill")
    answer = browser.post(f"/mails/{written.public_id}/sending/", follow=True)
    assert answer.redirect_chain[0][1] == 302
    assert all_jobs() == []


def test_a_second_click_sends_nothing_more(browser_of, failed, drain, all_jobs, mailoutbox):
    browser = browser_of("acme", "bill")
    for _ in range(2):
        browser.post(f"/mails/{failed.public_id}/sending/")
    drain()
    assert (len(all_jobs()), len(mailoutbox)) == (1, 1)


def test_an_auditor_reads_but_sends_nothing(browser_of, failed, all_jobs):
    browser = browser_of("acme", "otto")
    assert "Send mail again" not in browser.get(f"/mails/{failed.public_id}/").content.decode()
    assert browser.post(f"/mails/{failed.public_id}/sending/").status_code == 403
    assert all_jobs() == []


def test_another_try_is_no_link(browser_of, failed):
    assert browser_of("acme", "bill").get(f"/mails/{failed.public_id}/sending/").status_code == 405


def test_a_mail_nobody_wrote_is_not_found(browser_of):
    assert browser_of("acme", "bill").get(f"/mails/{uuid4()}/").status_code == 404
