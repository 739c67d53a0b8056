"""Who stands in for the owners of a school, from one day to another."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.organisations import notices
from innovet.organisations.domain.organisations import note
from innovet.organisations.enums import LogKind
from innovet.organisations.models import Deputy, Membership, Organisation


class CannotStandIn(Refused):
    """The person is no member, owns the organisation, or stands in on these days already."""


class DaysDoNotFit(Refused):
    """The days lie in the past, or in the wrong order."""


@transaction.atomic
def name_deputy(member: Membership, *, from_on: date, until_on: date, by: User, at: datetime) -> Deputy:
    """Let a member see and approve what the owners do, for some days, and tell them.

    Refuses days in the past or in the wrong order, an owner, who no longer belongs to the organisation, and who
    stands in on some of these days already.
    """
    if until_on < from_on or until_on < localdate(at):
        raise DaysDoNotFit(_("The last day lies before the first day, or in the past."))
    organisation = Organisation.objects.select_for_update().get(pk=member.organisation_id)
    current = organisation.memberships.filter(pk=member.pk).select_related("user").first()
    if current is None or current.is_owner:
        raise CannotStandIn(_("Choose a member who is no owner."))
    if organisation.deputies.filter(user=current.user, from_on__lte=until_on, until_on__gte=from_on).exists():
        raise CannotStandIn(_("This person stands in on some of these days already."))
    deputy = organisation.deputies.create(
        user=current.user, from_on=from_on, until_on=until_on, named_by=by, named_at=at
    )
    note(organisation, LogKind.DEPUTY_NAMED, by=by, at=at, person=current.user, detail=_days(deputy))
    notices.tell_deputy(deputy, "organisations/deputy_named", at=at)
    return deputy


@transaction.atomic
def end_deputy(deputy: Deputy, *, by: User, at: datetime) -> None:
    """Let somebody no longer stand in, and tell them; what was is in the log. Refuses a second time."""
    removed, _rows = Deputy.objects.filter(pk=deputy.pk).delete()
    if not removed:
        raise LostRace(_("Somebody ended this just before."))
    note(deputy.organisation, LogKind.DEPUTY_ENDED, by=by, at=at, person=deputy.user, detail=_days(deputy))
    notices.tell_deputy(deputy, "organisations/deputy_ended", at=at)


def end_deputies_of(organisation: Organisation, user: User, *, by: User | None, at: datetime) -> None:
    """Who no longer belongs to an organisation no longer stands in for its owners."""
    for deputy in organisation.deputies.filter(user=user):
        note(organisation, LogKind.DEPUTY_ENDED, by=by, at=at, person=user, detail=_days(deputy))
        deputy.delete()


def _days(deputy: Deputy) -> str:
    return " - ".join(date_format(day, "j F Y") for day in (deputy.from_on, deputy.until_on))
