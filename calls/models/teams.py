"""Who works on a proposal: roles with dates, invitations, who changed what, help by a coordinator."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from calls.enums import TEAM_INVITATION_FLOW, TeamInvitationState, TeamRole
from innovet.accounts.models import Move
from innovet.accounts.standing import Claims


class ProposalRoleQuerySet(models.QuerySet["ProposalRole"]):
    """Roles by day."""

    def on(self, day: date) -> Self:
        """Roles in force on a day; the last day counts."""
        return self.filter(from_on__lte=day).not_ended(day)

    def not_ended(self, day: date) -> Self:
        """Roles in force on a day or later."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), ended_at=None)


class ProposalRole(models.Model):
    """One person's role in the team of one proposal, from one day to another; a role that ended stays on record.

    `until_on` is a last day that was planned; `ended_at` is set when a role ends at once.
    """

    proposal = models.ForeignKey("calls.Proposal", on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=TeamRole)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given at"), editable=False)
    taken_from = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("taken over from"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("ended by"),
    )

    objects = ProposalRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in a team")
        verbose_name_plural = _("roles in teams")
        ordering = ["proposal_id", "given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "user"],
                condition=Q(until_on=None, ended_at=None),
                name="proposal_role_is_one_per_person",
                violation_error_message=_("This person already has a role in the team."),
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="proposal_role_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def has_ended_on(self, day: date) -> bool:
        """The role no longer counts, on that day or later."""
        return self.ended_at is not None or (self.until_on is not None and self.until_on < day)

    def is_in_force_on(self, day: date) -> bool:
        """The role counts on that day."""
        return self.ended_at is None and self.from_on <= day and (self.until_on is None or day <= self.until_on)


def proposal_claims(user_id: int, on: date) -> Claims:
    """What calls contribute to a person's standing: ("proposal", role, proposal id)."""
    return ProposalRole.objects.filter(user_id=user_id).on(on).values_list(Value("proposal"), "role", "proposal_id")


def replacement_claims(user_id: int, on: date) -> Claims:
    """The team of what was handed in is the team of the draft that will replace it."""
    roles = ProposalRole.objects.filter(user_id=user_id, proposal__replacement__isnull=False).on(on)
    return roles.values_list(Value("proposal"), "role", "proposal__replacement")


class TeamInvitation(models.Model):
    """A link mailed to one address, by which its reader joins a team; only the hash of the link is kept."""

    FLOW = TEAM_INVITATION_FLOW

    proposal = models.ForeignKey("calls.Proposal", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=10, choices=TeamRole)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    sent_at = models.DateTimeField(_("sent at"), editable=False)
    expires_at = models.DateTimeField(_("valid until"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=TeamInvitationState, default=TeamInvitationState.SENT, editable=False
    )

    class Meta:
        verbose_name = _("invitation to a team")
        verbose_name_plural = _("invitations to teams")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "email"],
                condition=Q(state=TeamInvitationState.SENT),
                name="team_invitation_is_open_once_per_address",
                violation_error_message=_("This address has an invitation already."),
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="team_invitation_address_is_lower_case",
                violation_error_message=_("Write the e-mail address in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    def is_open_at(self, moment: datetime) -> bool:
        """May still be answered."""
        return self.state == TeamInvitationState.SENT and moment < self.expires_at


class TeamInvitationMove(Move):
    """The log of an invitation to a team."""

    subject = models.ForeignKey(TeamInvitation, on_delete=models.CASCADE, related_name="moves")


class FieldEdit(models.Model):
    """One change of one core field of a draft: who, when, from what to what; rows are only ever added.

    `revision` is that of the proposal after the change: a save that read an older one and touches the same field
    meets a conflict, other fields are kept beside each other.
    """

    proposal = models.ForeignKey("calls.Proposal", on_delete=models.CASCADE, related_name="edits")
    field = models.CharField(_("part"), max_length=40, editable=False)
    revision = models.PositiveIntegerField(editable=False)
    before = models.JSONField(null=True, editable=False)
    after = models.JSONField(null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("at"), editable=False)

    class Meta:
        verbose_name = _("change of a draft")
        verbose_name_plural = _("changes of drafts")
        ordering = ["proposal_id", "revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "field", "revision"],
                name="field_edit_is_one_per_revision",
                violation_error_message=_("This change was noted already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.field}"


class HelpRequest(models.Model):
    """A team asks a coordinator to look along; until it ends coordinators read the draft, and each look is noted."""

    proposal = models.ForeignKey("calls.Proposal", on_delete=models.CASCADE, related_name="help_requests")
    question = models.TextField(_("question"), max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    class Meta:
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        ordering = ["proposal_id", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(ended_at=None),
                name="help_request_is_open_once",
                violation_error_message=_("You asked for help already."),
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]


class HelpVisit(models.Model):
    """One look of a coordinator at a draft that asked for help."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="visits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("at"), editable=False)

    class Meta:
        verbose_name = _("look at a draft")
        verbose_name_plural = _("looks at drafts")
        ordering = ["request_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.by}: {self.at}"
