"""Decisions on proposals with their motivation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.enums import DECISION_FLOW, DecisionState, Outcome
from calls.models.calls import Criterion
from calls.models.proposals import Proposal
from innovet.accounts.models import Move


class Decision(models.Model):
    """What was decided on one proposal, prepared until its letter is released."""

    FLOW = DECISION_FLOW

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="decision", editable=False)
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome)
    grant_cents = models.PositiveBigIntegerField(_("grant"), default=0)
    motivation = models.TextField(_("motivation"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DecisionState, default=DecisionState.PREPARED, editable=False
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided at"), editable=False)
    released_at = models.DateTimeField(_("released at"), null=True, editable=False)
    letter = models.OneToOneField(
        "notifications.Message", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["proposal_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.SELECTED, grant_cents__gt=0)
                | ~Q(outcome=Outcome.SELECTED) & Q(grant_cents=0),
                name="decision_grants_money_only_when_selected",
                violation_error_message=_("A selected proposal gets a grant, another gets none."),
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.RELEASED, released_at__isnull=False, letter__isnull=False)
                | Q(state=DecisionState.PREPARED, released_at=None),
                name="decision_is_released_with_its_letter_and_moment",
                violation_error_message=_("A released decision has its letter and its moment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_outcome_display()}"


class DecisionMove(Move):
    """The log of a decision's states."""

    subject = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="moves")


class DecisionReason(models.Model):
    """The motivation for one criterion."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="reasons")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("motivation"))

    class Meta:
        verbose_name = _("reason of a decision")
        verbose_name_plural = _("reasons of decisions")
        ordering = ["decision_id", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "criterion"],
                name="decision_reason_is_one_per_criterion",
                violation_error_message=_("This criterion has a motivation already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.text[:40]}"
