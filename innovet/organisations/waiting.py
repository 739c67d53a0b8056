"""What organisations ask of a person."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.contributions import MOST_WAITING, Waiting
from innovet.organisations.enums import MembershipRole
from innovet.organisations.models import JoinRequest, Membership, Organisation


def waiting_for(user: User, *, at: datetime) -> list[Waiting]:  # noqa: ARG001
    """Requests to join what one owns; a coordinator answers where nobody owns, and checks what people added."""
    waiting = [_requests(row) for row in _asked(user)]
    if standing_of(user).is_coordinator:
        waiting += [
            Waiting(
                _("Check %(name)s, which was added by a person") % {"name": name},
                reverse("organisation_detail", args=[pk]),
            )
            for pk, name in Organisation.objects.unchecked().active().values_list("pk", "name")[:MOST_WAITING]
        ]
    return waiting


def _asked(user: User) -> Iterable[Mapping[str, object]]:
    standing = standing_of(user)
    mine = Q(organisation__in=standing.ids("organisation", MembershipRole.OWNER))
    if standing.is_coordinator:
        mine |= ~Q(organisation__in=Membership.objects.owners().values("organisation"))
    asked = JoinRequest.objects.open().filter(mine).values("organisation", "organisation__name")
    return asked.annotate(count=Count("pk")).order_by("organisation__name")


def _requests(row: Mapping[str, object]) -> Waiting:
    count = int(str(row["count"]))
    title = ngettext("%(count)d person asks to join %(name)s", "%(count)d people ask to join %(name)s", count) % {
        "count": count,
        "name": row["organisation__name"],
    }
    return Waiting(title, reverse("organisation_members", args=[row["organisation"]]), count=count)
