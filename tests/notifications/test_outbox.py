"""The outbox against a real SMTP server on this machine: it takes, refuses, breaks off, or is not there."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import transaction

from billing_platform.notifications.models import Mail, MailState
from billing_platform.notifications.operations import Message, notify, send_soon, send_waiting
from common.ids import new_public_id
from tenants.jobs.models import Job

pytestmark = pytest.mark.django_db


class Postman:
    """Collects messages; refuses recipients that say so, breaks off when told."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.breaks_off = False

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        if "nobody" in address:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.breaks_off:
            server.transport.abort()
            return "421 gone"
        self.taken.append(envelope.content or b"")
        return "250 OK"


@pytest.fixture
def postman(settings) -> Iterator[Postman]:
    handler = Postman()
    with _served(handler) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        yield handler


@contextmanager
def _served(handler: Postman) -> Iterator[int]:
    controller = Controller(handler, hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield controller.port
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write(*recipients: str) -> None:
    notify([Message("note", recipient, "News", "Something happened.", new_public_id()) for recipient in recipients])


def states() -> dict[str, str]:
    return dict(Mail.objects.values_list("recipient", "state"))


def test_a_waiting_mail_goes_once_with_a_message_id_of_its_own(door, postman):
    with door("acme"):
        write("lena@initech.example")
        assert (send_waiting(), send_waiting()) == (1, 0)
        mail = Mail.objects.get()
        assert mail.state == MailState.SENT
        assert len(postman.taken) == 1
        assert f"<{mail.public_id}@billing>".encode() in postman.taken[0]


def test_a_refused_recipient_waits_longer_and_does_not_hold_back_the_others(door, postman):
    with door("acme"):
        write("nobody@initech.example", "lena@initech.example")
        assert send_waiting() == 1
        refused = Mail.objects.get(recipient__startswith="nobody")
        assert (refused.state, refused.attempts) == (MailState.WAITING, 1)
        assert "550" in refused.error
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
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
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
        notify([Message("note", "lena@initech.example", "PO\n7:\r\nnews", "Text", new_public_id())])
        assert send_waiting() == 1
        assert Mail.objects.get().subject == "PO 7: news"


def test_a_mail_that_cannot_be_written_is_put_off_and_the_next_one_goes(door, postman):
    with door("acme"):
        write("lena@initech.example", "betty@initech.example")
        Mail.objects.filter(recipient__startswith="lena").update(subject="broken\nsubject")
        assert send_waiting() == 1
        assert states() == {"lena@initech.example": "waiting", "betty@initech.example": "sent"}
