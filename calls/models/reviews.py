"""Readings of proposals and their scores."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from calls.enums import REVIEW_FLOW, ReviewState
from calls.models.conflicts import unconflicted
from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from innovet.kit.choices import display

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ReviewQuerySet(models.QuerySet["Review"]):
    """Readings by who looks."""

    def mine(self, user: "User | AnonymousUser") -> Self:
        """A person's own readings, without those of a proposal they have a conflict with."""
        own = self.filter(unconflicted(user, "proposal__"), reviewer_id=standing_of(user).user_id)
        return own.exclude(state=ReviewState.VOID)

    def for_list(self) -> Self:
        """What a reader's list shows, and no more: how many criteria have a score, the proposal, its school and call."""
        shown = ("title", "lead_school__name", "call__title", "call__review_due_on")
        scored = Score.objects.filter(review=OuterRef("pk"), points__isnull=False).order_by().values("review")
        return (
            self.select_related("proposal__call", "proposal__lead_school")
            .only("state", *(f"proposal__{name}" for name in shown))
            .annotate(scored_count=Coalesce(models.Subquery(scored.annotate(total=Count("pk")).values("total")), 0))
            .order_by("state", "pk")
        )

    def counting(self) -> Self:
        """Readings that count for the ranking."""
        return self.filter(state=ReviewState.SUBMITTED)


class Review(models.Model):
    """One person's reading of one submitted version."""

    FLOW = REVIEW_FLOW

    proposal = models.ForeignKey("calls.Proposal", on_delete=models.PROTECT, related_name="reviews", editable=False)
    version = models.ForeignKey("calls.ProposalVersion", on_delete=models.PROTECT, related_name="+", editable=False)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ReviewState, default=ReviewState.OPEN, editable=False)
    remark = models.TextField(_("remark for the coordinator"), blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    assigned_at = models.DateTimeField(_("assigned at"), editable=False)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, editable=False)

    objects = ReviewQuerySet.as_manager()
    get_state_display = display("state", ReviewState)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["proposal_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "reviewer"],
                condition=~Q(state=ReviewState.VOID),
                name="review_is_one_per_reader",
                violation_error_message=_("This person already reads this proposal."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SUBMITTED) | Q(submitted_at__isnull=False),
                name="review_handed_in_knows_when",
                violation_error_message=_("A review that was handed in has its moment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.reviewer}"

    def get_absolute_url(self) -> str:
        """The reader's page."""
        return reverse("review_edit", args=[self.pk])


class ReviewMove(Move):
    """The log of a reading's states."""

    subject = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="moves")


class Score(models.Model):
    """What a reader gives for one criterion; no points yet is not 0."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("calls.Criterion", on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    text = models.TextField(_("explanation"), blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["review_id", "criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"],
                name="score_is_one_per_criterion",
                violation_error_message=_("This criterion has a score already."),
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=5),
                name="score_is_on_the_scale",
                violation_error_message=_("A score lies between 0 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
