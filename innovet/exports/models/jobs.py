"""One export of one list for one person."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Language
from innovet.accounts.models import Move
from innovet.exports.enums import EXPORT_FLOW, OPEN_STATES, ExportFormat, ExportState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from innovet.accounts.models import User


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    """Exports by owner and by what must be done with them."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own exports, whatever one's roles."""
        return self.filter(owner=user.pk) if user.pk else self.none()

    def open(self) -> Self:
        """Not finished yet."""
        return self.filter(state__in=OPEN_STATES)

    def expired_at(self, moment: datetime) -> Self:
        """Finished, and kept long enough."""
        return self.filter(expires_at__lte=moment).exclude(state__in=OPEN_STATES)


class ExportJob(models.Model):
    """A list made into a file in the background; only its owner gets it, and only for some days."""

    FLOW = EXPORT_FLOW

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+", verbose_name=_("owner")
    )
    table_key = models.CharField(_("list"), max_length=50, editable=False)
    format = models.CharField(_("format"), max_length=5, choices=ExportFormat, editable=False)
    query = models.CharField(_("filters"), max_length=2000, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=Language, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.QUEUED, editable=False)
    requested_at = models.DateTimeField(_("requested at"), editable=False)
    enqueued_at = models.DateTimeField(_("handed to the worker at"), null=True, editable=False)
    claimed_at = models.DateTimeField(_("taken up at"), null=True, editable=False)
    seen_at = models.DateTimeField(_("last sign of work"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)
    expires_at = models.DateTimeField(_("kept until"), editable=False)
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    row_count = models.PositiveIntegerField(_("rows written"), default=0, editable=False)
    total_count = models.PositiveIntegerField(_("rows in all"), null=True, editable=False)
    file = models.OneToOneField(
        "files.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("file"),
    )

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(
                fields=["requested_at"], name="export_open", condition=models.Q(state__in=[str(s) for s in OPEN_STATES])
            ),
            models.Index(fields=["expires_at"], name="export_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ExportState.DONE, file__isnull=False)
                | (~models.Q(state=ExportState.DONE) & models.Q(file=None)),
                name="export_has_a_file_once_it_is_done",
                violation_error_message=_("An export has a file once it is ready, and not before."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_key} ({self.format})"

    def get_absolute_url(self) -> str:
        """The page that shows how far it is."""
        return reverse("export_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.state in OPEN_STATES


class ExportMove(Move):
    """One step of one export."""

    subject = models.ForeignKey(ExportJob, on_delete=models.CASCADE, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = _("export step")
        verbose_name_plural = _("export steps")
