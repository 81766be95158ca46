"""The second factor: set up with an app, asked for after the password, each code once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.test import Client

from common.errors import Refusal
from people.models import Account, RecoveryCode, SecondFactor
from people.one_time_codes import new_recovery_codes, step_of, used_step
from people.operations.attempts import MOST_OF_PAIR, SignInLocked
from people.operations.second_factor import (
    FactorOff,
    FactorOn,
    FactorRequired,
    WrongCode,
    begin_second_factor,
    confirm_second_factor,
    has_second_factor,
    pass_second_step,
    secret_of,
    set_sign_in_rule,
    turn_off_second_factor,
)
from people.operations.sign_in import admit
from tenants.models import now
from tests.cast import PASSWORD
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
ADA = {"username": "ada@acme.example", "password": PASSWORD}
AT = datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PLACE = "192.0.2.1"


def ada() -> Account:
    return Account.objects.get(email="ada@acme.example")


def code_now(steps: int = 0) -> str:
    """What Ada's app shows now, or so many steps later."""
    secret = secret_of(SecondFactor.objects.get(account=ada()))
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


@pytest.fixture
def codes(door) -> tuple[str, ...]:
    """Ada has a second factor; these are her recovery codes. The code that confirmed it is forgotten."""
    with door("acme"):
        begin_second_factor(ada())
        made = confirm_second_factor(ada(), code_now())
        SecondFactor.objects.update(last_step=0)
    return made


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "acme.localhost"})


def is_signed_in(browser: Client) -> bool:
    return browser.get("/my-account/").status_code == 200


# Codes as arithmetic


@pytest.mark.parametrize(("late", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_right_for_a_step_before_and_after(late, is_right):
    code = pyotp.TOTP(SECRET).at(AT + timedelta(seconds=30 * late))
    assert used_step([SECRET], code, AT, after=0) == (step_of(AT) + late if is_right else None)


def test_a_code_of_a_step_that_was_used_is_wrong():
    code = pyotp.TOTP(SECRET).at(AT)
    assert used_step([SECRET], code, AT, after=step_of(AT)) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "\uff11\uff12\uff13\uff14\uff15\uff16", "\x00"])
def test_what_is_no_code_is_wrong_and_no_error(typed):
    assert used_step([SECRET], typed, AT, after=0) is None


def test_a_code_may_be_typed_with_a_space():
    code = pyotp.TOTP(SECRET).at(AT)
    assert used_step([SECRET], f"{code[:3]} {code[3:]}", AT, after=0) == step_of(AT)


def test_ten_recovery_codes_differ():
    assert len(set(new_recovery_codes())) == 10


# Setting it up


def test_it_is_set_up_on_my_account_and_shows_recovery_codes_once(browser_of, door):
    browser = browser_of("acme", "ada")
    assert browser.post("/my-account/second-factor/beginning/").status_code == 302
    page = browser.get("/my-account/second-factor/").content.decode()
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    assert 'src="data:image/svg+xml' in page
    answer = browser.post("/my-account/second-factor/confirmation/", {"code": pyotp.TOTP(secret).at(now())})
    shown = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", answer.content.decode())
    assert len(shown) == 10
    page = browser.get("/my-account/second-factor/").content.decode()
    assert "10 of 10 recovery codes left" in page
    assert secret not in page
    assert shown[0] not in page


def test_it_is_off_until_a_first_code_proves_the_app(browser_of, door, visitor):
    browser = browser_of("acme", "ada")
    browser.post("/my-account/second-factor/beginning/")
    assert browser.post("/my-account/second-factor/confirmation/", {"code": "000000"}).status_code == 422
    assert visitor.post("/sign-in/", ADA).url == "/"


def test_the_database_holds_neither_the_secret_nor_a_recovery_code(codes, door):
    with door("acme"):
        factor = SecondFactor.objects.get()
        rows = [*SecondFactor.objects.values_list(), *RecoveryCode.objects.values_list()]
        secret = secret_of(factor)
    kept = str(rows)
    assert secret not in kept
    assert [code for code in codes if code in kept or code.replace("-", "") in kept] == []


def test_another_key_of_the_installation_makes_another_secret_and_a_former_one_still_counts(codes, door, settings):
    with door("acme"):
        code, former = code_now(), settings.SECRET_KEY
        settings.SECRET_KEY = "another" * 10
        with pytest.raises(WrongCode):
            pass_second_step(ada(), code, PLACE)
        settings.SECRET_KEY_FALLBACKS = [former]
        pass_second_step(ada(), code, PLACE)


def test_what_is_on_is_not_begun_again_and_what_is_off_not_confirmed(codes, door):
    with door("acme"):
        with pytest.raises(FactorOn):
            begin_second_factor(ada())
        with pytest.raises(FactorOn):
            confirm_second_factor(ada(), code_now())
        with pytest.raises(FactorOff):
            confirm_second_factor(Account.objects.get(email="bill@acme.example"), "000000")


# Signing in


def test_the_password_alone_does_not_sign_in(codes, visitor):
    answer = visitor.post("/sign-in/", ADA | {"next": "/jobs/"})
    assert answer.url == "/sign-in/second-step/?next=%2Fjobs%2F"
    assert not is_signed_in(visitor)


def test_the_code_does_and_leads_on(codes, visitor, door):
    visitor.post("/sign-in/", ADA)
    with door("acme"):
        code = code_now()
    answer = visitor.post("/sign-in/second-step/", {"code": code, "next": "/jobs/"})
    assert (answer.status_code, answer.url) == (302, "/jobs/")
    assert is_signed_in(visitor)


def test_a_code_opens_once(codes, door):
    with door("acme"):
        code = code_now()
        pass_second_step(ada(), code, PLACE)
        with pytest.raises(WrongCode):
            pass_second_step(ada(), code, PLACE)


def test_an_older_code_than_the_last_one_is_refused(codes, door):
    with door("acme"):
        older = code_now()
        pass_second_step(ada(), code_now(1), PLACE)
        with pytest.raises(WrongCode):
            pass_second_step(ada(), older, PLACE)


def test_each_recovery_code_opens_once_however_it_is_typed(codes, door):
    with door("acme"):
        pass_second_step(ada(), codes[0], PLACE)
        with pytest.raises(WrongCode):
            pass_second_step(ada(), codes[0], PLACE)
        pass_second_step(ada(), codes[1].upper().replace("-", " "), PLACE)


def test_the_second_step_without_a_password_leads_back(codes, visitor):
    assert visitor.get("/sign-in/second-step/").url == "/sign-in/"
    assert visitor.post("/sign-in/second-step/", {"code": "000000"}).url == "/sign-in/"


def test_a_right_password_is_forgotten_after_ten_minutes_and_with_a_new_password(codes, visitor, door, monkeypatch):
    visitor.post("/sign-in/", ADA)
    later = now() + timedelta(minutes=11)
    with monkeypatch.context() as patched:
        patched.setattr("people.sessions.now", lambda: later)
        assert visitor.get("/sign-in/second-step/").status_code == 302
    assert visitor.get("/sign-in/second-step/").status_code == 200
    with door("acme"):
        account = ada()
        account.set_password("quite another sentence")
        account.save()
    assert visitor.get("/sign-in/second-step/").status_code == 302


def test_guessing_codes_stops_and_the_password_does_not_forgive(codes, door, visitor):
    with door("acme"):
        for _ in range(MOST_OF_PAIR):
            with pytest.raises(WrongCode):
                pass_second_step(ada(), "000000", PLACE)
        assert admit("ada@acme.example", PASSWORD, PLACE)
        with pytest.raises(SignInLocked):
            pass_second_step(ada(), code_now(), PLACE)


def test_wrong_passwords_of_others_do_not_lock_the_second_step(codes, door):
    with door("acme"):
        for _ in range(MOST_OF_PAIR):
            with pytest.raises(Refusal):
                admit("ada@acme.example", "wrong", PLACE)
        pass_second_step(ada(), code_now(), PLACE)


def test_a_mailed_link_to_a_new_password_asks_for_the_code_too(codes, visitor, door, monkeypatch):
    monkeypatch.setattr("members.views.links.find_ticket", lambda purpose, token: None)
    with door("acme"):
        account = ada()
    monkeypatch.setattr("members.views.links.reset_password", lambda token, password: account)
    typed = {"password": "seven purple lorries", "again": "seven purple lorries"}
    assert visitor.post("/new-password/none/", typed).url.startswith("/sign-in/second-step/")


def test_a_session_cookie_of_the_second_step_is_worth_nothing_at_another_host(codes, visitor):
    visitor.post("/sign-in/", ADA)
    elsewhere = Client(headers={"host": "hooli.localhost"})
    elsewhere.cookies["session"] = visitor.cookies["session"].value
    assert elsewhere.get("/sign-in/second-step/").url == "/sign-in/"


# Turning it off, and having to have one


def test_it_is_turned_off_with_password_and_code(codes, door):
    with door("acme"):
        for wrong in ({"password": "wrong", "code": code_now()}, {"password": PASSWORD, "code": "000000"}):
            with pytest.raises(Refusal):
                turn_off_second_factor(ada(), **wrong, address=PLACE)
        turn_off_second_factor(ada(), password=PASSWORD, code=codes[0], address=PLACE)
        assert not has_second_factor(ada())


def test_where_everybody_needs_one_it_stays_on(codes, door):
    with door("acme"):
        set_sign_in_rule(TODAY)
        with pytest.raises(FactorRequired):
            turn_off_second_factor(ada(), password=PASSWORD, code=codes[0], address=PLACE)


def test_whoever_lacks_one_that_is_due_gets_nowhere_but_to_setting_it_up(browser_of, door):
    browser = browser_of("acme", "bill")
    with door("acme"):
        set_sign_in_rule(now().date() + timedelta(days=2))
    assert browser.get("/jobs/").status_code == 200
    with door("acme"):
        set_sign_in_rule(now().date() - timedelta(days=1))
    assert browser.get("/jobs/").url == "/my-account/second-factor/"
    assert browser.post("/my-account/password/").url == "/my-account/second-factor/"
    page = browser.get("/my-account/second-factor/").content.decode()
    assert "Your organization wants everybody to have a second factor" in page
    browser.post("/my-account/second-factor/beginning/")
    with door("acme"):
        code = pyotp.TOTP(secret_of(SecondFactor.objects.get())).at(now())
    assert browser.post("/my-account/second-factor/confirmation/", {"code": code}).status_code == 200
    assert browser.get("/jobs/").status_code == 200
