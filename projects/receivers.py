"""Answers to the rooms below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.timezone import localdate

from innovet.accounts.models import User
from innovet.accounts.signals import account_closed
from projects.domain.cycles import end_roles_of


@receiver(account_closed)
def leave_cycles(user: User, at: datetime, **_kwargs: Any) -> None:
    """A closed account has no role in a cycle any more."""
    end_roles_of(user, on=localdate(at))
