"""The outbox against a real SMTP server on this machine: it takes, refuses, breaks off, or is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from billing_platform.notifications import operations
from billing_platform.notifications.kinds import KINDS, MailKind
from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.operations import send_soon, send_waiting
from billing_platform.notifications.troubles import trouble_of
from tenants.jobs.models import Job
from tenants.models import now
from tests.faults.processes import free_port
from tests.notifications.letters import write

pytestmark = pytest.mark.django_db


def states() -> dict[str, str]:
    return dict(Mail.objects.values_list("recipient", "state"))


def test_a_waiting_mail_goes_once_with_a_message_id_of_its_own(door, postman):
    with door("acme"):
        write("lena@initech.example")
        assert (send_waiting(), send_waiting()) == (1, 0)
        mail = Mail.objects.get()
        assert mail.state == MailState.SENT
        assert len(postman.taken) == 1
        assert postman.message()["Message-ID"] == f"<{mail.public_id}@mail.example>"


def test_a_refused_recipient_waits_longer_and_does_not_hold_back_the_others(door, postman):
    with door("acme"):
        write("nobody@initech.example", "lena@initech.example")
        assert send_waiting() == 1
        refused = Mail.objects.get(recipient__startswith="nobody")
        assert (refused.state, refused.attempts) == (MailState.WAITING, 1)
        assert refused.error == "550 no such mailbox"
        assert refused.due_at > refused.created_at


def test_a_mail_refused_ten_times_is_given_up_visibly(door, postman):
    with door("acme"):
        write("nobody@initech.example")
        for _ in range(10):
            Mail.objects.update(due_at="2026-01-01T00:00Z")
            send_waiting()
        assert states() == {"nobody@initech.example": MailState.FAILED}


def test_a_server_that_breaks_off_costs_no_mail(door, postman, all_jobs: Callable[[], list[Job]]):
    postman.breaks_off = True
    with door("acme"):
        write("lena@initech.example", "betty@initech.example")
        assert send_waiting() == 0
        assert set(states().values()) == {MailState.WAITING}
    assert [job.kind for job in all_jobs()] == ["send_outbox"]
    postman.breaks_off = False
    with door("acme"):
        Mail.objects.update(due_at="2026-01-01T00:00Z")
        assert send_waiting() == 2


def test_while_the_server_is_away_mails_wait_and_one_job_comes_again(door, settings, all_jobs):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with door("acme"):
        write("lena@initech.example")
        for _ in range(3):
            assert send_waiting() == 0
        mail = Mail.objects.get()
        assert (mail.state, mail.attempts) == (MailState.WAITING, 0)
    assert len(all_jobs()) in {1, 2}, "at most one a minute, a minute may have turned meanwhile"


def test_writing_a_mail_and_its_job_is_undone_with_the_transaction(door, all_jobs):
    with door("acme"):
        with transaction.atomic():
            write("lena@initech.example")
            send_soon()
            transaction.set_rollback(True)
        assert not Mail.objects.exists()
    assert all_jobs() == []


def test_mails_beyond_one_round_get_a_job_that_follows_at_once(door, postman, all_jobs, drain):
    with door("acme"):
        write(*(f"person{n}@initech.example" for n in range(7)))
        assert send_waiting(most=2) == 2
    drain()
    assert len(postman.taken) == 7
    assert all(job.state == "done" for job in all_jobs())


def test_a_subject_of_several_lines_becomes_one_and_goes(door, postman):
    with door("acme"):
        write("lena@initech.example", subject="PO\n7:\r\nnews")
        assert send_waiting() == 1
        assert Mail.objects.get().subject == "PO 7: news"


def spoiled(how: str) -> None:
    """Breaks the first mail of the outbox in a way that shows only when it is written."""
    first = Mail.objects.order_by("id")[0]
    if how == "letter":
        del first.letter["facts"]
    elif how == "address":
        first.recipient = '"\x1c]:"@example.com'
    elif how == "domain":
        first.recipient = f"lena@{'ü' * 70}.example"
    else:
        first.subject = "broken\nsubject"
    first.save()


@pytest.mark.parametrize("how", ["subject", "address", "domain", "letter"])
def test_a_mail_that_cannot_be_written_is_given_up_at_once_and_the_next_one_goes(door, postman, how):
    with door("acme"):
        write("lena@initech.example", "betty@initech.example")
        spoiled(how)
        assert send_waiting() == 1
        first, second = Mail.objects.order_by("id")
        assert (first.state, first.attempts, second.state) == (MailState.FAILED, 1, MailState.SENT)
        assert trouble_of(first.error).title == "This mail could not be written"
    assert postman.recipients == ["betty@initech.example"]


@pytest.mark.parametrize("state", MailState.values)
@pytest.mark.parametrize("how", ["subject", "address", "domain", "letter"])
def test_the_page_of_a_mail_that_cannot_be_written_opens(door, browser_of, how, state):
    with door("acme"):
        write("lena@initech.example")
        spoiled(how)
        Mail.objects.update(state=state)
        mail = Mail.objects.get()
    for view in ("", "?view=text", "?view=headers"):
        assert browser_of("acme", "bill").get(f"/mails/{mail.public_id}/{view}").status_code == 200


def test_a_mail_is_written_whole_before_the_server_hears_of_it(door, mailoutbox):
    with door("acme"):
        write("lena@initech.example")
        spoiled("address")
        send_waiting()
    assert mailoutbox == []


def test_while_another_worker_holds_what_is_due_a_job_comes_again_later(door, monkeypatch, all_jobs):
    monkeypatch.setattr(operations, "_send_next", lambda server: None)
    with door("acme"):
        write("lena@initech.example")
        earliest = now() + timedelta(seconds=29)
        assert send_waiting() == 0
    assert [job.due_at > earliest for job in all_jobs()] == [True]


def test_a_private_mail_that_went_leaves_its_headers_alone(door, postman, monkeypatch):
    monkeypatch.setitem(KINDS, "note", MailKind("note", "Note", "", "", is_private=True))
    with door("acme"):
        write("lena@initech.example", address="https://initech.example/join/secret-token/")
        assert send_waiting() == 1
        row = Mail.objects.values().get()
    assert "secret-token" in postman.message().get_body(("plain",)).get_content()
    assert "secret-token" not in str(row)
    assert (row["text"], row["html"], row["letter"]) == (operations.NOT_KEPT, "", None)
    assert "Subject: " in row["headers"]


# Bad days of the server


def again() -> int:
    """Send whatever waits, as if its time had come."""
    Mail.objects.filter(state=MailState.WAITING).update(due_at="2026-01-01T00:00Z")
    return send_waiting()


def test_an_address_that_does_not_exist_is_given_up_at_once(door, postman):
    with door("acme"):
        write("unknown@initech.example", "lena@initech.example")
        assert send_waiting() == 1
        assert states() == {"unknown@initech.example": "failed", "lena@initech.example": "sent"}


def test_a_full_mailbox_is_tried_again(door, postman):
    with door("acme"):
        write("full@initech.example")
        send_waiting()
        assert states() == {"full@initech.example": "waiting"}


def test_a_server_that_closes_after_a_recipient_takes_the_others_on_its_return(door, postman):
    with door("acme"):
        write("shut@initech.example", "lena@initech.example")
        assert send_waiting() == 0
        assert dict(Mail.objects.values_list("recipient", "attempts")) == {
            "shut@initech.example": 1,
            "lena@initech.example": 0,
        }
        assert send_waiting() == 1
        assert postman.recipients == ["lena@initech.example"]


def test_a_server_that_stalls_costs_one_wait_and_the_mail_arrives_once(door, postman, settings):
    settings.EMAIL_TIMEOUT, postman.stalls = 0.5, True
    with door("acme"):
        write("lena@initech.example", "betty@initech.example")
        assert send_waiting() == 0
        assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 1]
        settings.EMAIL_TIMEOUT, postman.stalls = 5, False
        assert again() == 2
    assert Counter(postman.recipients) == {"lena@initech.example": 1, "betty@initech.example": 1}


def test_a_server_that_breaks_off_in_the_middle_gets_each_mail_once(door, postman):
    everybody = [f"person{n}@initech.example" for n in range(6)]
    postman.breaks_off_after = 3
    with door("acme"):
        write(*everybody)
        assert send_waiting() == 3
        postman.breaks_off_after = 0
        assert again() == 3
        assert again() == 0
    assert Counter(postman.recipients) == dict.fromkeys(everybody, 1)


def test_a_server_that_always_breaks_off_at_a_mail_lets_it_fail_visibly(door, postman):
    postman.breaks_off = True
    with door("acme"):
        write("lena@initech.example")
        for _ in range(10):
            again()
        assert states() == {"lena@initech.example": MailState.FAILED}
    assert postman.taken == []


# What arrives


def test_a_mail_arrives_as_text_and_html_with_headers_of_a_notice(door, postman):
    with door("initech"):
        write("lena@initech.example", subject="PO-1: Position 1 über 75 %", language="de", why="Nur noch wenig übrig.")
        send_waiting()
    message = postman.message()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert all("Nur noch wenig übrig." in part.get_content() for part in message.iter_parts())
    assert message["Subject"] == "PO-1: Position 1 über 75 %"
    assert message["From"] == "Initech AG <billing@mail.example>"
    assert message["To"] == "lena@initech.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "de"
    assert message["Date"].datetime is not None
    assert {name for name in ("Reply-To", "List-Unsubscribe", "Bcc") if name in message} == set()
    assert b"=?utf-8?" in postman.taken[0].split(b"\r\n\r\n")[0]


def test_what_is_kept_is_what_arrived_word_for_word(door, postman):
    with door("initech"):
        write("lena@initech.example", why="Größe & <Maß>")
        send_waiting()
        mail = Mail.objects.get()
    text, html = (part.get_content() for part in postman.message().iter_parts())
    assert (mail.text, mail.html) == (text.replace("\r\n", "\n"), html.replace("\r\n", "\n"))
    assert postman.taken[0].decode().replace("\r\n", "\n").startswith(mail.headers + "\n\n")
    assert mail.letter is None


def test_a_mail_without_a_word_cannot_be_written(door):
    with door("acme"), pytest.raises(IntegrityError, match="mail_says_something"), transaction.atomic():
        Mail.objects.create(recipient="a@b.example", subject="S")


def test_writing_many_mails_is_one_statement(door, django_assert_num_queries):
    with door("acme"), django_assert_num_queries(1):
        write(*(f"person{n}@initech.example" for n in range(500)))
