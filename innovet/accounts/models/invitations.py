"""Invitations to a programme-wide role."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import INVITATION_FLOW, InvitationState, Role
from innovet.accounts.models.moves import Move
from innovet.accounts.models.role_grants import region_names
from innovet.accounts.models.users import User


class RoleInvitationQuerySet(models.QuerySet["RoleInvitation"]):
    """Invitations by state and by who may see them."""

    def sent(self) -> Self:
        """Invitations without an answer, also those whose date has passed."""
        return self.filter(state=InvitationState.SENT)

    def visible_to(self, user: object) -> Self:
        """All for those who manage roles, none for others."""
        if not isinstance(user, User):
            return self.none()
        standing = user.standing
        return self if standing.is_coordinator or standing.is_administrator else self.none()


class RoleInvitation(models.Model):
    """A link mailed to one address, by which its reader takes up a role; only the link's hash is kept."""

    FLOW = INVITATION_FLOW

    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    sent_at = models.DateTimeField(_("sent at"), editable=False)
    expires_at = models.DateTimeField(_("valid until"), editable=False)
    accepted_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=InvitationState, default=InvitationState.SENT, editable=False
    )

    objects = RoleInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "role"],
                condition=models.Q(state=InvitationState.SENT),
                name="role_invitation_is_open_once",
                violation_error_message=_("This address already has an open invitation for this role."),
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="role_invitation_address_is_lower_case",
                violation_error_message=_("Write the e-mail address in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    def is_open_at(self, moment: datetime) -> bool:
        """May still be answered."""
        return self.state == InvitationState.SENT and moment < self.expires_at

    @property
    def region_names(self) -> list[str]:
        """The regions in words."""
        return region_names(self.regions)


class RoleInvitationMove(Move):
    """The log of an invitation."""

    subject = models.ForeignKey(RoleInvitation, on_delete=models.CASCADE, related_name="moves")
