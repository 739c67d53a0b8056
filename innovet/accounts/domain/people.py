"""Making, describing and closing accounts."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain import roles, sessions
from innovet.accounts.models import User
from innovet.accounts.signals import account_closed
from innovet.kit.refused import Refused


class AddressTaken(Refused):
    """Another account has this address."""


@transaction.atomic
def create_person(email: str, name: str, *, at: datetime, language: str = "nl-be", password: str | None = None) -> User:
    """Make an account whose address is proven; without a password it signs in by a mailed code.

    Refuses an address that has an account already.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name.strip(), language=language, joined_at=at)
    except IntegrityError as error:
        raise AddressTaken(_("There already is an account with this e-mail address.")) from error
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def change_profile(user: User, *, name: str, language: str) -> None:
    """Keep another name and language."""
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])


@transaction.atomic
def close_account(user: User, *, by: User, at: datetime) -> None:
    """End roles and sessions, forget name, address and keys; what the person did stays in the logs without a name.

    Refuses the last coordinator and the last administrator, and an account that is closed already.
    """
    day = localdate(at)
    roles.require_successors(user, after=day - timedelta(days=1))
    forgotten = {
        "email": f"closed-{user.pk}@account.invalid",
        "name": "",
        "is_active": False,
        "closed_at": at,
        "password": "!closed",
        "last_login": None,
    }
    if User.objects.filter(pk=user.pk, closed_at=None).update(**forgotten) != 1:
        raise Refused(_("This account is closed already."))
    roles.end_all_roles(user, by=by, on=day)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    sessions.end_sessions(user)
    account_closed.send(sender=User, user=user, by=by, at=at)


@transaction.atomic
def forget_second_factor(user: User) -> None:
    """Remove app, passkeys and recovery codes of somebody who lost them, and end the sessions.

    Refuses a person who has none.
    """
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused(_("This person has no second factor."))
    sessions.end_sessions(user)
