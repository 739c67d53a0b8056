"""Closed lists of exports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


class ExportState(models.TextChoices):
    """Where an export stands."""

    QUEUED = "queued", _("waiting for its turn")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


# A running export returns to the queue when its worker died: nothing was handed out yet, so it may start over.
EXPORT_FLOW = Flow[ExportState](
    {
        ExportState.QUEUED: frozenset({ExportState.RUNNING, ExportState.CANCELLED}),
        ExportState.RUNNING: frozenset(
            {
                ExportState.DONE,
                ExportState.FAILED,
                ExportState.CANCELLED,
                ExportState.QUEUED,
            }
        ),
        ExportState.DONE: frozenset(),
        ExportState.FAILED: frozenset(),
        ExportState.CANCELLED: frozenset(),
    }
)

OPEN_STATES = (ExportState.QUEUED, ExportState.RUNNING)


class ExportFormat(models.TextChoices):
    """What kind of file comes out."""

    XLSX = "xlsx", _("Excel")
    CSV = "csv", _("CSV")
