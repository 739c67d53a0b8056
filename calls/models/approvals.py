"""Approval of a proposal for the school, and the formal rounds after closing: completion and turning down."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.enums import (
    APPROVAL_FLOW,
    COMPLETION_FLOW,
    TURN_DOWN_FLOW,
    ApprovalState,
    Approver,
    CompletionState,
    TurnDownState,
)
from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from innovet.kit.tokens import hash_token
from innovet.organisations.enums import MembershipRole

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def approval_signer() -> Signer:
    """Signs the tokens of links, so that a guess is refused before the database is asked."""
    return Signer(salt="calls.approval", sep=".")


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals by link and by who may answer."""

    def with_token(self, token: str) -> Self:
        """The question of a link that was really mailed; none for a forged or altered one."""
        try:
            approval_signer().unsign(token)
        except BadSignature:
            return self.none()
        return self.filter(token_hash=hash_token(token))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Questions to the head, for the owners of the lead school and those who stand in for them."""
        standing = standing_of(user)
        schools = standing.ids("organisation", MembershipRole.OWNER) | standing.ids("deputy")
        return self.filter(approver=Approver.HEAD, proposal__lead_school__in=schools)

    def open_at(self, moment: datetime) -> Self:
        """Questions that may still be answered."""
        return self.filter(state=ApprovalState.ASKED, expires_at__gt=moment)


class Approval(models.Model):
    """One question to the head or the board to approve what stands, by a mailed link or signed in.

    `content_sha256` is the digest of what it binds to: amount, partners and core texts. It counts for every version
    with the same digest and lapses when a draft no longer has it.
    """

    FLOW = APPROVAL_FLOW

    proposal = models.ForeignKey("calls.Proposal", on_delete=models.CASCADE, related_name="approvals")
    approver = models.CharField(_("who approves"), max_length=10, choices=Approver)
    name = models.CharField(_("name"), max_length=150, blank=True)
    function = models.CharField(_("function"), max_length=150, blank=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # What the approver reads, and its digest.
    snapshot = models.TextField(editable=False)
    content_sha256 = models.CharField(max_length=64, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    expires_at = models.DateTimeField(_("valid until"), editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ApprovalState, default=ApprovalState.ASKED, editable=False
    )

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["proposal_id", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "approver"],
                condition=Q(state__in=[ApprovalState.ASKED, ApprovalState.APPROVED]),
                name="approval_is_one_per_approver",
                violation_error_message=_("This approval was asked or given already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_approver_display()}"

    def is_open_at(self, moment: datetime) -> bool:
        """May still be answered."""
        return self.state == ApprovalState.ASKED and moment < self.expires_at


class ApprovalMove(Move):
    """The log of an approval."""

    subject = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="moves")


class Completion(models.Model):
    """The one term in which a school may complete formal parts; its answer makes the next version."""

    FLOW = COMPLETION_FLOW

    proposal = models.OneToOneField("calls.Proposal", on_delete=models.CASCADE, related_name="completion")
    parts = models.JSONField(_("formal parts"), default=list)
    explanation = models.TextField(_("explanation"), max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    closes_at = models.DateTimeField(_("closes at"), editable=False, help_text=_("The first instant that is too late."))
    state = models.CharField(
        _("state"), max_length=10, choices=CompletionState, default=CompletionState.OPEN, editable=False
    )

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["closes_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("asked_at")),
                name="completion_gives_time",
                violation_error_message=_("The term ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)

    def is_open_at(self, moment: datetime) -> bool:
        """May still be answered."""
        return self.state == CompletionState.OPEN and moment < self.closes_at


class CompletionMove(Move):
    """The log of a completion."""

    subject = models.ForeignKey(Completion, on_delete=models.CASCADE, related_name="moves")


class TurnDown(models.Model):
    """A first coordinator finds a proposal inadmissible, with a reason per requirement; a second one decides."""

    FLOW = TURN_DOWN_FLOW

    proposal = models.ForeignKey("calls.Proposal", on_delete=models.CASCADE, related_name="turn_downs")
    unmet = models.JSONField(_("requirements that are not met, with the reason"), default=dict)
    motivation = models.TextField(_("motivation"), max_length=8000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    proposed_at = models.DateTimeField(_("proposed at"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=TurnDownState, default=TurnDownState.PROPOSED, editable=False
    )

    class Meta:
        verbose_name = _("turning down")
        verbose_name_plural = _("turnings down")
        ordering = ["proposal_id", "proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state=TurnDownState.PROPOSED),
                name="turn_down_is_proposed_once",
                violation_error_message=_("Another coordinator proposed this already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)


class TurnDownMove(Move):
    """The log of a turning down."""

    subject = models.ForeignKey(TurnDown, on_delete=models.CASCADE, related_name="moves")
