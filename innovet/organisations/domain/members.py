"""Joining an organisation, and managing who belongs to it."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.organisations import notices
from innovet.organisations.domain.deputies import end_deputies_of
from innovet.organisations.domain.organisations import note
from innovet.organisations.enums import JoinRequestState, LogKind, MembershipRole
from innovet.organisations.models import JoinRequest, Membership, Organisation


class AlreadyMember(Refused):
    """The person belongs to the organisation already."""


class LastOwner(Refused):
    """Without this person nobody would own the organisation."""


class DomainDoesNotFit(Refused):
    """None of the person's proven addresses lies in a mail domain by which colleagues may join at once."""


def proven_domains(user: User) -> set[str]:
    """The mail domains of the addresses that this person has proven to read."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.rpartition("@")[2].lower() for address in addresses}


def may_join_at_once(user: User, organisation: Organisation) -> bool:
    """Whether the owner lets people with this person's mail domain in without asking."""
    if not organisation.joins_by_domain or organisation.ended_on:
        return False
    return organisation.mail_domains.filter(domain__in=proven_domains(user)).exists()


@transaction.atomic
def join_at_once(organisation: Organisation, *, by: User, at: datetime) -> Membership:
    """Let somebody with a proven address in the organisation's mail domain in as a reader, and tell the owners.

    Refuses other addresses, an organisation that did not switch this on or has ended, and a member.
    """
    current = _lock(organisation)
    if not may_join_at_once(by, current):
        raise DomainDoesNotFit(_("Your e-mail address does not let you join at once; ask to join instead."))
    membership = admit(current, by, MembershipRole.READER, by=by, at=at)
    notices.tell_joined(membership, at=at)
    for request in JoinRequest.objects.open().filter(organisation=current, user=by):
        move_state(request, JoinRequestState.APPROVED, by=by, at=at)
    return membership


@transaction.atomic
def ask_to_join(organisation: Organisation, message: str, *, by: User, at: datetime) -> JoinRequest:
    """Ask the owners to be let in; refuses an ended organisation, a member and a second open request."""
    if organisation.ended_on:
        raise Refused(_("This organisation no longer exists."))
    if organisation.memberships.filter(user=by).exists():
        raise AlreadyMember(_("You already belong to this organisation."))
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(organisation=organisation, user=by, message=message, asked_at=at)
    except IntegrityError as error:
        raise Refused(_("You have asked this already; your request waits for an answer.")) from error
    notices.ask_answer(request, at=at)
    return request


@transaction.atomic
def approve_request(request: JoinRequest, role: MembershipRole, *, by: User, at: datetime) -> Membership:
    """Let the person in and tell them; of two answers at once one counts, the other is refused.

    Refuses an organisation that has ended.
    """
    if request.organisation.ended_on:
        raise Refused(_("This organisation no longer exists."))
    move_state(request, JoinRequestState.APPROVED, by=by, at=at)
    try:
        membership = admit(request.organisation, request.user, role, by=by, at=at)
    except AlreadyMember:
        return Membership.objects.get(organisation=request.organisation, user=request.user)
    notices.tell_answer(request, at=at)
    return membership


@transaction.atomic
def decline_request(request: JoinRequest, reason: str, *, by: User, at: datetime) -> None:
    """Do not let the person in, and tell them why; refuses a request that was answered."""
    move_state(request, JoinRequestState.DECLINED, by=by, at=at, reason=reason)
    notices.tell_answer(request, at=at, reason=reason)


def withdraw_request(request: JoinRequest, *, by: User, at: datetime) -> None:
    """Take one's own request back; refuses one that was answered."""
    move_state(request, JoinRequestState.WITHDRAWN, by=by, at=at)


def admit(organisation: Organisation, user: User, role: MembershipRole, *, by: User | None, at: datetime) -> Membership:
    """Make a person a member and note it; refuses who is one already, also when made so at the same moment."""
    try:
        with transaction.atomic():
            membership = Membership.objects.create(organisation=organisation, user=user, role=role, joined_at=at)
    except IntegrityError as error:
        raise AlreadyMember(_("This person already belongs to the organisation.")) from error
    note(organisation, LogKind.JOINED, by=by, at=at, person=user, detail=role)
    return membership


@transaction.atomic
def change_role(membership: Membership, role: MembershipRole, *, by: User, at: datetime) -> None:
    """Give a member another role and tell them; refuses to take the role of the last owner."""
    organisation = _lock(membership.organisation)
    current = _current(membership)
    if current.role == role:
        return
    _keep_an_owner(organisation, current)
    current.role = role
    current.save(update_fields=["role"])
    membership.role = role
    note(organisation, LogKind.ROLE_CHANGED, by=by, at=at, person=current.user, detail=role)
    notices.tell_role(current, by=by, at=at)


@transaction.atomic
def remove_member(membership: Membership, *, by: User, at: datetime) -> None:
    """End a membership, by oneself or by an owner; refuses to let the last owner go."""
    organisation = _lock(membership.organisation)
    current = _current(membership)
    _keep_an_owner(organisation, current)
    note(organisation, LogKind.LEFT, by=by, at=at, person=current.user)
    end_deputies_of(organisation, current.user, by=by, at=at)
    notices.tell_removed(current, by=by, at=at)
    current.delete()


@transaction.atomic
def hand_over(organisation: Organisation, to: Membership, *, by: User, at: datetime) -> None:
    """Make another member owner; an owner who hands over stays as editor, a coordinator leaves the others alone.

    Refuses somebody who does not belong to the organisation, or whose account is closed.
    """
    organisation = _lock(organisation)
    heir = _current(to)
    if heir.organisation_id != organisation.pk or not heir.user.is_active:
        raise Refused(_("Choose a member of this organisation."))
    heir.role = MembershipRole.OWNER
    heir.save(update_fields=["role"])
    mine = organisation.memberships.filter(user=by, role=MembershipRole.OWNER).exclude(pk=heir.pk)
    mine.update(role=MembershipRole.EDITOR)
    note(organisation, LogKind.HANDED_OVER, by=by, at=at, person=heir.user)
    notices.tell_role(heir, by=by, at=at)


def end_memberships(user: User, *, by: User | None, at: datetime) -> None:
    """Let a closed account go from all its organisations, even as last owner, and take its open requests back."""
    for membership in Membership.objects.filter(user=user).select_related("organisation"):
        note(membership.organisation, LogKind.LEFT, by=by, at=at, person=user)
        end_deputies_of(membership.organisation, user, by=by, at=at)
        membership.delete()
    for request in JoinRequest.objects.open().filter(user=user):
        move_state(request, JoinRequestState.WITHDRAWN, by=by, at=at)


def _lock(organisation: Organisation) -> Organisation:
    """One change of members at a time: two owners who leave at once would otherwise both see the other stay."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _current(membership: Membership) -> Membership:
    current = Membership.objects.select_related("user", "organisation").filter(pk=membership.pk).first()
    if current is None:
        raise LostRace(_("This person no longer belongs to the organisation."))
    return current


def _keep_an_owner(organisation: Organisation, membership: Membership) -> None:
    others = organisation.memberships.owners().exclude(pk=membership.pk)
    if membership.is_owner and not others.exists():
        raise LastOwner(_("This is the last owner. Make somebody else owner first, or hand over."))
