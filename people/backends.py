"""Signing in with e-mail and password at one organization's host."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import HttpRequest

from common.dates import local_today
from people.models import Account, SecondFactor, SignInRule, has_email
from tenants import border
from tenants.models import now


class AccountBackend(BaseBackend):
    """Accounts of the organization whose door is open. An unknown e-mail costs as much time as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        if not username or password is None:
            return None
        account = Account.objects.filter(has_email(username)).first()
        if account is None:
            Account().set_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        today = local_today(now(), border.present_organization().time_zone)
        due = Exists(SignInRule.objects.filter(second_factor_from__lte=today))
        on = Exists(SecondFactor.objects.filter(account=OuterRef("pk"), confirmed_at__isnull=False))
        accounts = Account.objects.with_roles().annotate(
            enrolment_due=ExpressionWrapper(Q(due) & ~Q(on), BooleanField())
        )
        found: Account | None = accounts.filter(pk=user_id, is_active=True).first()
        return found
