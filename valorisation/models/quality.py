"""What quality reviewers find, and the label they grant."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.organisations.enums import EDIT_ROLES


class QualityReviewQuerySet(models.QuerySet["QualityReview"]):
    """Findings by who may read them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The makers of the resource, quality reviewers and coordinators."""
        standing = standing_of(user)
        if standing.is_coordinator or standing.is_quality_reviewer:
            return self
        return self.filter(resource__school__in=standing.ids("organisation", *EDIT_ROLES))


class QualityReview(models.Model):
    """One reviewer's findings on one hand-in: which criteria are met, and what should change."""

    resource = models.ForeignKey(
        "valorisation.LearningResource", on_delete=models.CASCADE, related_name="quality_reviews"
    )
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(_("reviewed version"))
    criteria_met = models.JSONField(_("criteria met"), default=list)
    remarks = models.TextField(_("remarks"), max_length=5000, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"))
    grants_label = models.BooleanField(_("grants the label"))

    objects = QualityReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality review")
        verbose_name_plural = _("quality reviews")
        ordering = ["-reviewed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grants_label=True) | ~models.Q(remarks=""),
                name="asked_changes_are_written_down",
                violation_error_message=_("Write what should change."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource}: {self.reviewer}"


class QualityLabel(models.Model):
    """The quality label of a published resource."""

    resource = models.OneToOneField("valorisation.LearningResource", on_delete=models.CASCADE, related_name="label")
    review = models.OneToOneField(QualityReview, on_delete=models.PROTECT, related_name="label")
    granted_at = models.DateTimeField(_("granted at"))

    class Meta:
        verbose_name = _("quality label")
        verbose_name_plural = _("quality labels")

    def __str__(self) -> str:
        return str(self.resource)
