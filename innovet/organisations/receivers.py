"""Answers to the rooms below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from innovet.accounts.models import User
from innovet.accounts.signals import account_closed
from innovet.organisations.domain import members


@receiver(account_closed)
def leave_organisations(user: User, by: User, at: datetime, **_kwargs: Any) -> None:
    """A closed account belongs to no organisation any more."""
    members.end_memberships(user, by=by, at=at)
