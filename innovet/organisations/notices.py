"""What people hear about joining an organisation."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.notifications.domain.outbox import post_message
from innovet.organisations.models import Deputy, Invitation, JoinRequest, Membership, Organisation

LANGUAGE_OF_STRANGERS = "nl-be"


def _owners(organisation: Organisation) -> list[User]:
    return [member.user for member in organisation.memberships.owners().select_related("user")]


def _coordinators(at: datetime) -> list[User]:
    grants = RoleGrant.objects.on(localdate(at)).filter(role=Role.COORDINATOR, user__is_active=True)
    return list({grant.user_id: grant.user for grant in grants.select_related("user")}.values())


def ask_answer(request: JoinRequest, *, at: datetime) -> None:
    """Tell the owners that somebody asks to join; coordinators when there is no owner."""
    for person in _owners(request.organisation) or _coordinators(at):
        key = f"organisations.join_request.{request.pk}.{person.pk}"
        post_message("organisations/join_request", key=key, at=at, to=person, context={"request": request})


def tell_answer(request: JoinRequest, *, at: datetime, reason: str = "") -> None:
    """Tell the person who asked what the answer is."""
    key = f"organisations.join_answer.{request.pk}"
    context = {"request": request, "reason": reason}
    post_message("organisations/join_answer", key=key, at=at, to=request.user, context=context)


def tell_joined(membership: Membership, *, at: datetime) -> None:
    """Tell the owners that a colleague joined without being asked."""
    others = (person for person in _owners(membership.organisation) if person.pk != membership.user_id)
    _tell_about(membership, others, "organisations/member_joined", at=at)


def tell_role(membership: Membership, *, by: User, at: datetime) -> None:
    """Tell a member about another role, unless it was their own doing."""
    if membership.user_id != by.pk:
        _tell_about(membership, [membership.user], "organisations/role_changed", at=at)


def tell_removed(membership: Membership, *, by: User, at: datetime) -> None:
    """Tell a former member, unless they left by themselves."""
    if membership.user_id != by.pk:
        _tell_about(membership, [membership.user], "organisations/member_removed", at=at)


def tell_deputy(deputy: Deputy, template: str, *, at: datetime) -> None:
    """Tell somebody that they stand in for the owners, or no longer do."""
    key = f"{template}.{deputy.organisation_id}.{deputy.user_id}.{at.timestamp()}"
    post_message(template, key=key, at=at, to=deputy.user, context={"deputy": deputy})


def _tell_about(membership: Membership, people: Iterable[User], template: str, *, at: datetime) -> None:
    for person in people:
        key = f"{template}.{membership.pk}.{person.pk}.{at.timestamp()}"
        post_message(template, key=key, at=at, to=person, context={"membership": membership})


def send_link(invitation: Invitation, *, token: str, at: datetime) -> None:
    """Mail the link by which its reader may join."""
    key = f"organisations.invitation.{invitation.token_hash}"
    post_message(
        "organisations/invitation",
        key=key,
        at=at,
        address=invitation.email,
        language=LANGUAGE_OF_STRANGERS,
        context={"invitation": invitation, "token": token},
    )
