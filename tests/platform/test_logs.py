"""Log lines: one event a line with what is bound, and nothing in them that lets somebody in or names a person."""

from __future__ import annotations

import json
import logging
import logging.config
import os
import subprocess
import sys

import pytest
from django.test import RequestFactory
from django.urls import ResolverMatch

from billing_platform.logs import JsonFormatter, LineFormatter, configuration, shown_path
from tenants import border
from tenants.border import Actor


def record(message: str, *args: object, name: str = "jobs", **extras: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": name, "levelname": "INFO", "msg": message, "args": args, **extras})
    made.created = 1_795_000_000.5
    return made


def as_json(message: str, *args: object, **extras: object) -> dict[str, object]:
    line = JsonFormatter().format(record(message, *args, **extras))
    assert "\n" not in line
    return json.loads(line)


def test_an_event_is_one_json_object_with_its_extras():
    found = as_json("job.failed", kind="issue", attempts=2)
    assert found == {
        "at": "2026-11-18T11:06:40.500Z", "level": "INFO", "logger": "jobs", "event": "job.failed", "kind": "issue",
        "attempts": 2,
    }  # fmt: skip


def test_the_same_event_is_one_readable_line():
    line = LineFormatter().format(record("job.failed", kind="issue"))
    assert line == "2026-11-18T11:06:40.500Z INFO jobs job.failed kind=issue"


def test_a_sentence_of_a_library_gets_an_event_that_can_be_counted():
    found = as_json("Internal Server Error: %s", "/invoices/", name="django.request")
    assert (found["event"], found["message"]) == ("request.failed", "Internal Server Error: /invoices/")
    assert as_json("hello there", name="somewhere")["event"] == "message.written"


def test_a_line_within_a_door_names_organization_actor_key_and_request(cast, django_db_setup):
    with border.inside(cast["acme"], Actor("person:bill", "Bill Bold"), via="web", request="7f"):
        found = as_json("invoice.issued")
    assert found["org"] == cast["acme"].schema_name
    assert found["actor"] == "person:bill"
    assert found["request_id"] == "7f"
    assert "Bold" not in json.dumps(found)


def test_a_line_within_a_job_names_the_job(cast, django_db_setup):
    with border.inside(cast["acme"], Actor("person:bill", "Bill"), via="job", request="9c"):
        found = as_json("invoice.issued")
    assert found["job"] == "9c"
    assert "request_id" not in found


def test_an_error_is_one_record_with_its_traceback():
    try:
        raise ValueError("this broke")
    except ValueError:
        found = as_json("job.failed", exc_info=sys.exc_info())
    assert "ValueError: this broke" in str(found["traceback"])
    assert "Traceback" in str(found["traceback"])


@pytest.mark.parametrize("formatter", [JsonFormatter(), LineFormatter()], ids=["json", "line"])
@pytest.mark.parametrize(
    "text",
    [
        "{'ada.love@initech.example': (550, b'unknown')}",
        "cannot reach redis://user:ada.love@cache:6379/0",
        "cannot reach postgresql://app:ada.love@db/billing",
        "violates a constraint\nDETAIL:  Failing row contains (7, ada.love, 100.00).",
    ],
)
def test_addresses_passwords_and_rows_are_masked_wherever_they_stand(formatter, text):
    try:
        raise ValueError(text)
    except ValueError:
        line = formatter.format(record("mail.put_off", reason=text, exc_info=sys.exc_info()))
    assert "ada.love" not in line


def test_a_path_is_shown_without_its_query_and_its_tokens():
    request = RequestFactory().get("/invitations/s3cr3t/accept", {"code": "s3cr3t", "q": "ada"})
    request.resolver_match = ResolverMatch(lambda: None, (), {"token": "s3cr3t"})
    assert shown_path(request) == "/invitations/…/accept"


def test_an_error_page_is_logged_without_the_token_of_its_path():
    request = RequestFactory().get("/invitations/s3cr3t/accept")
    request.resolver_match = ResolverMatch(lambda: None, (), {"token": "s3cr3t"})
    found = as_json("%s: %s", "Not Found", request.path, name="django.request", request=request, status_code=404)
    assert found["message"] == "Not Found: /invitations/…/accept"


@pytest.mark.parametrize(("shape", "formatter"), [("json", JsonFormatter), ("line", LineFormatter)])
def test_the_setting_chooses_the_shape(shape, formatter):
    made = logging.config.DictConfigurator(configuration(shape, "INFO"))
    assert isinstance(made.configure_formatter(made.config["formatters"]["chosen"]), formatter)


WORKER = """
import logging
from billing_platform.celery import app
app.log.setup(loglevel="INFO")
logging.getLogger("jobs").info("job.ran", extra={"ms": 3})
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("celery.app.trace").error("Task %(name)s raised", {"name": "run"}, exc_info=True)
"""


def test_a_worker_writes_the_same_lines():
    ended = subprocess.run(
        [sys.executable, "-c", WORKER], env=os.environ | {"LOG_FORMAT": "json"}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [(line["event"], line["logger"]) for line in lines] == [
        ("job.ran", "jobs"), ("worker.reported", "celery.app.trace"),
    ]  # fmt: skip
    assert lines[1]["message"] == "Task run raised"
    assert "ZeroDivisionError" in lines[1]["traceback"]


@pytest.mark.parametrize("formatter", [JsonFormatter(), LineFormatter()], ids=["json", "line"])
def test_the_token_of_a_mailed_link_is_masked_though_no_view_was_found(formatter):
    token = "Ab3_-" * 8 + "xyz"
    line = formatter.format(record("request.answered", path=f"/join/{token}", status=301))
    assert token not in line
    assert "/join/…" in line


def test_a_path_with_a_line_break_starts_no_second_line():
    line = LineFormatter().format(record("request.answered", path="/x\n2026-01-01T00:00:00Z INFO jobs job.ran"))
    assert "\n" not in line
