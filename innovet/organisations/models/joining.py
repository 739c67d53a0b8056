"""Asking to join an organisation, and being invited to one."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from innovet.organisations.enums import (
    INVITATION_FLOW,
    JOIN_REQUEST_FLOW,
    InvitationState,
    JoinRequestState,
    MembershipRole,
)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Requests by state and by who may see them."""

    def open(self) -> Self:
        """Requests that wait for an answer."""
        return self.filter(state=JoinRequestState.OPEN)

    def visible_to(self, user: object) -> Self:
        """One's own requests, those to organisations one owns, and all for a coordinator."""
        if not isinstance(user, User):
            return self.none()
        standing = standing_of(user)
        if standing.is_coordinator:
            return self
        return self.filter(
            models.Q(user=user) | models.Q(organisation__in=standing.ids("organisation", MembershipRole.OWNER))
        )


class JoinRequest(models.Model):
    """A person's wish to belong to an organisation."""

    FLOW = JOIN_REQUEST_FLOW

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="join_requests"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    message = models.TextField(_("who you are and why you ask"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=JoinRequestState, default=JoinRequestState.OPEN, editable=False
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("join request")
        verbose_name_plural = _("join requests")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(state=JoinRequestState.OPEN),
                name="join_request_is_open_once_per_person",
                violation_error_message=_("You have asked this already; your request waits for an answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"


class JoinRequestMove(Move):
    """The log of a join request."""

    subject = models.ForeignKey(JoinRequest, on_delete=models.CASCADE, related_name="moves")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by state and by who may see them."""

    def open_at(self, moment: datetime) -> Self:
        """Invitations that may still be answered."""
        return self.filter(state=InvitationState.SENT, expires_at__gt=moment)

    def visible_to(self, user: object) -> Self:
        """Invitations to organisations one owns, and all for a coordinator."""
        if not isinstance(user, User):
            return self.none()
        standing = standing_of(user)
        if standing.is_coordinator:
            return self
        return self.filter(organisation__in=standing.ids("organisation", MembershipRole.OWNER))


class Invitation(models.Model):
    """A link mailed to one address, by which its reader may join; only the hash of the link is kept."""

    FLOW = INVITATION_FLOW

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=10, choices=MembershipRole)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    sent_at = models.DateTimeField(_("sent at"), editable=False)
    expires_at = models.DateTimeField(_("valid until"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=InvitationState, default=InvitationState.SENT, editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(state=InvitationState.SENT),
                name="invitation_is_open_once_per_address",
                violation_error_message=_("This address has an invitation already."),
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="invitation_address_is_lower_case",
                violation_error_message=_("Write the e-mail address in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.organisation}"

    def is_open_at(self, moment: datetime) -> bool:
        """May still be answered."""
        return self.state == InvitationState.SENT and moment < self.expires_at


class InvitationMove(Move):
    """The log of an invitation."""

    subject = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="moves")
