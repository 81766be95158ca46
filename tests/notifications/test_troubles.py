"""What a mail server answered, in words, and whether trying again can help."""

from __future__ import annotations

import smtplib

import pytest

from billing_platform.notifications.troubles import answer_of, is_final, is_refusal, trouble_of


def refused(code: int, text: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"lena@initech.example": (code, text)})


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("550 5.1.1 no such user", "The mail server does not know this address"),
        ("550 no such mailbox", "The mail server does not know this address"),
        ("552 5.2.2 over quota", "The recipient's mailbox is full"),
        ("452 4.2.2 over quota", "The recipient's mailbox is full"),
        ("550 5.7.1 not allowed", "The recipient's mail server refuses mail from here"),
        ("554 blocked", "The recipient's mail server refuses mail from here"),
        ("530 5.7.0 sign in", "The mail server wants us to sign in"),
        ("535 sign in", "The mail server wants us to sign in"),
        ("451 4.7.1 greylisted", "The mail server asks to come back later"),
        ("500 what", "The mail server refuses this mail"),
        ("TimeoutError: timed out", "The mail server could not be reached, or broke off"),
        ("SMTPServerDisconnected: connection lost", "The mail server could not be reached, or broke off"),
        ("BadHeaderError: Header values", "This mail could not be written"),
    ],
)
def test_an_answer_is_told_in_words(answer, title):
    assert trouble_of(answer).title == title
    assert trouble_of(answer).advice.endswith(".")


@pytest.mark.parametrize(
    ("error", "answer", "refusal", "final"),
    [
        (refused(550, b"5.1.1 no\nsuch user"), "550 5.1.1 no such user", True, True),
        (refused(550, b"no such user"), "550 no such user", True, False),
        (refused(550, b"5.7.1 relaying denied"), "550 5.7.1 relaying denied", True, False),
        (refused(421, b"closing"), "421 closing", False, False),
        (smtplib.SMTPDataError(554, b"5.1.1 no"), "554 5.1.1 no", True, False),
        (smtplib.SMTPServerDisconnected("lost"), "SMTPServerDisconnected: lost", False, False),
        (TimeoutError("timed out"), "TimeoutError: timed out", False, False),
        (ValueError("newline"), "ValueError: newline", True, False),
        (smtplib.SMTPDataError(554, b"\xff bad"), "554 � bad", True, False),
    ],
    ids=str,
)
def test_an_error_is_a_refusal_of_this_mail_or_a_server_that_broke_off(error, answer, refusal, final):
    assert (answer_of(error), is_refusal(error), is_final(error)) == (answer, refusal, final)
