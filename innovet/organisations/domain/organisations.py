"""Adding, changing, checking and ending organisations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused, StaleRevision
from innovet.organisations.enums import LogKind, MembershipRole
from innovet.organisations.models import MailDomain, Membership, Organisation, OrganisationLog, SchoolNumber

ROLES_BY_RIGHTS = (MembershipRole.READER, MembershipRole.EDITOR, MembershipRole.OWNER)


@dataclass(frozen=True, slots=True)
class Details:
    """What a person may tell about an organisation: fields, and school numbers where these are asked."""

    fields: Mapping[str, object]
    school_numbers: frozenset[str] | None = None


class NumberTaken(Refused):
    """Another organisation has one of the numbers; `holder` is that organisation."""

    def __init__(self, holder: Organisation, number: str) -> None:
        told = {"number": number, "name": holder.name_and_town}
        super().__init__(_("%(number)s is a number of %(name)s, which is in the list already.") % told)
        self.holder = holder


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation that has a number which somebody wants to use."""

    organisation: Organisation
    number: str


def find_holder(details: Details, *, apart_from: Organisation | None = None) -> Holder | None:
    """The organisation that already has one of the numbers; ended ones count, for their numbers stay theirs."""
    others = Organisation.objects.exclude(pk=apart_from.pk) if apart_from else Organisation.objects.all()
    enterprise_number = str(details.fields.get("enterprise_number") or "")
    if enterprise_number and (found := others.filter(enterprise_number=enterprise_number).first()):
        return Holder(found, found.enterprise_number_text)
    numbers = SchoolNumber.objects.filter(number__in=details.school_numbers or ()).select_related("organisation")
    taken = numbers.filter(organisation__in=others).first()
    return Holder(taken.organisation, taken.number) if taken else None


@transaction.atomic
def create_organisation(
    details: Details, *, by: User, at: datetime, owner: User | None, is_checked: bool = False
) -> Organisation:
    """Add an organisation and make the owner, if any, its first member.

    Refuses a number that another organisation has, also when that one was added at the same moment.
    """
    organisation = Organisation(**details.fields, added_by=by, checked_at=at if is_checked else None)
    _write(organisation, details)
    if owner is not None:
        Membership.objects.create(organisation=organisation, user=owner, role=MembershipRole.OWNER, joined_at=at)
    note(organisation, LogKind.CREATED, by=by, at=at)
    return organisation


@transaction.atomic
def edit_organisation(
    organisation: Organisation, details: Details, *, revision: int, by: User, at: datetime
) -> Organisation:
    """Keep new details; refuses a text that was read before somebody else's change, and a number that is taken."""
    claimed = Organisation.objects.filter(pk=organisation.pk, revision=revision).update(revision=F("revision") + 1)
    current = Organisation.objects.get(pk=organisation.pk)
    if claimed != 1:
        raise StaleRevision(_("Somebody else changed these details since you opened them."), current=current)
    changed = [name for name, value in details.fields.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, details.fields[name])
    _write(current, details)
    names = ", ".join(str(getattr(Organisation, name).field.verbose_name) for name in changed)
    note(current, LogKind.EDITED, by=by, at=at, detail=names[:300])
    return current


def _write(organisation: Organisation, details: Details) -> None:
    own = organisation if organisation.pk else None
    try:
        with transaction.atomic():
            organisation.save()
            _keep_numbers(organisation, details.school_numbers)
    except IntegrityError as error:
        holder = find_holder(details, apart_from=own)
        if holder is None:
            raise
        raise NumberTaken(holder.organisation, holder.number) from error


def _keep_numbers(organisation: Organisation, numbers: frozenset[str] | None) -> None:
    if numbers is None:
        return
    kept = set(organisation.school_numbers.values_list("number", flat=True))
    organisation.school_numbers.exclude(number__in=numbers).delete()
    SchoolNumber.objects.bulk_create(
        SchoolNumber(organisation=organisation, number=number) for number in sorted(numbers - kept)
    )


@transaction.atomic
def set_joining(
    organisation: Organisation, mail_domains: frozenset[str], *, joins_by_domain: bool, by: User, at: datetime
) -> None:
    """Keep the mail domains of an organisation, and whether these let colleagues join at once."""
    Organisation.objects.filter(pk=organisation.pk).update(joins_by_domain=joins_by_domain)
    organisation.joins_by_domain = joins_by_domain
    kept = set(organisation.mail_domains.values_list("domain", flat=True))
    organisation.mail_domains.exclude(domain__in=mail_domains).delete()
    MailDomain.objects.bulk_create(
        (MailDomain(organisation=organisation, domain=domain) for domain in sorted(mail_domains - kept)),
        ignore_conflicts=True,
    )
    note(organisation, LogKind.JOINING, by=by, at=at, detail=", ".join(sorted(mail_domains))[:300])


@transaction.atomic
def check_organisation(organisation: Organisation, *, by: User, at: datetime) -> None:
    """Note that a coordinator looked at an organisation that a person added; refuses a second time."""
    if Organisation.objects.filter(pk=organisation.pk, checked_at=None).update(checked_at=at) != 1:
        raise LostRace(_("Somebody else was just before you. Look at the present state and try again."))
    organisation.checked_at = at
    note(organisation, LogKind.CHECKED, by=by, at=at)


@transaction.atomic
def end_organisation(
    organisation: Organisation, *, on: date | None, by: User, at: datetime, successor: Organisation | None = None
) -> None:
    """Close an organisation; its members and what it succeeded pass to the successor, if it has one.

    Without a date an end that was set by mistake is taken back. Refuses an organisation that has a successor
    already, and one that would come to succeed itself.
    """
    if successor is not None:
        if on is None:
            raise Refused(_("An organisation with a successor has an end date."))
        successor = successor.current()
        if successor.pk == organisation.pk:
            raise Refused(_("An organisation cannot be its own successor."))
    standing = Organisation.objects.filter(pk=organisation.pk, successor=None)
    if standing.update(ended_on=on, successor=successor, revision=F("revision") + 1) != 1:
        raise LostRace(_("Somebody else was just before you. Look at the present state and try again."))
    organisation.ended_on, organisation.successor = on, successor
    if successor is not None:
        # One step from any predecessor to its heir, so that the rights of members reach all of them.
        Organisation.objects.filter(successor=organisation).update(successor=successor)
        _pass_members(organisation, successor, at=at)
        note(successor, LogKind.MERGED, by=by, at=at, detail=organisation.name)
    kind = LogKind.MERGED if successor else LogKind.ENDED if on else LogKind.REOPENED
    note(organisation, kind, by=by, at=at, detail=successor.name if successor else "")


def _pass_members(organisation: Organisation, successor: Organisation, *, at: datetime) -> None:
    """Give each member the role in the successor as well; who is there already keeps the better one."""
    there = {member.user_id: member for member in successor.memberships.all()}
    for member in organisation.memberships.all():
        known = there.get(member.user_id)
        if known is None:
            Membership.objects.create(organisation=successor, user_id=member.user_id, role=member.role, joined_at=at)
        elif _rights(member.role) > _rights(known.role):
            known.role = member.role
            known.save(update_fields=["role"])


def _rights(role: str) -> int:
    return ROLES_BY_RIGHTS.index(MembershipRole(role))


def note(
    organisation: Organisation,
    kind: LogKind,
    *,
    by: User | None,
    at: datetime,
    person: User | None = None,
    detail: str = "",
) -> None:
    """Add a row to the organisation's log."""
    OrganisationLog.objects.create(organisation=organisation, kind=kind, by=by, at=at, person=person, detail=detail)
