"""What accounts asks of those who manage roles."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innovet.accounts.models import RoleGrant, RoleInvitation, User
from innovet.accounts.permissions import roles_given_by
from innovet.kit.contributions import MOST_WAITING, Waiting

AHEAD = timedelta(days=30)


def waiting_for(user: User, *, at: datetime) -> list[Waiting]:
    """Roles that end within a month, and invitations that ran out unanswered."""
    given = roles_given_by(user)
    return [*_ending(given, at), *_unanswered(given, at)] if given else []


def _ending(given: frozenset[str], at: datetime) -> list[Waiting]:
    today = localdate(at)
    ending = RoleGrant.objects.on(today).filter(role__in=given, until_on__lte=today + AHEAD).of_open_accounts()
    return [
        Waiting(
            _("The role of %(name)s ends: %(role)s") % {"name": grant.user, "role": grant.get_role_display()},
            reverse("person_detail", args=[grant.user_id]),
            due_on=grant.until_on,
        )
        for grant in ending.select_related("user").order_by("until_on", "pk")[:MOST_WAITING]
    ]


def _unanswered(given: frozenset[str], at: datetime) -> list[Waiting]:
    count = RoleInvitation.objects.sent().filter(role__in=given, expires_at__lte=at).count()
    if not count:
        return []
    title = ngettext(
        "%(count)d invitation ran out without an answer", "%(count)d invitations ran out without an answer", count
    )
    return [Waiting(title % {"count": count}, reverse("role_invitation_list"), count=count)]
