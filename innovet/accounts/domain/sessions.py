"""Sessions of a person: which are open, and ending them."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models, transaction

from innovet.accounts.models import User


def open_sessions(user: User, *, at: datetime) -> models.QuerySet[UserSession]:
    """Sessions that can still be used, latest first."""
    keys = Session.objects.filter(expire_date__gt=at).values("session_key")
    mine: models.QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=keys).order_by(
        "-created_at"
    )
    return mine


@transaction.atomic
def end_sessions(user: User, *, pk: int | None = None, keep: str = "") -> int:
    """End one session of a person, or all but the one to keep; tells how many ended."""
    ended = UserSession.objects.filter(user=user).exclude(session_key=keep)
    if pk is not None:
        ended = ended.filter(pk=pk)
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def clear_sessions(*, at: datetime) -> None:
    """Remove what is left of sessions that ended by themselves."""
    Session.objects.filter(expire_date__lte=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
