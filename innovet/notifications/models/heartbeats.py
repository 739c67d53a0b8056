"""When a background process last showed that it is alive."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """The last sign of life under one name; a table, so that every process of the portal can read it."""

    name = models.CharField(_("name"), max_length=50, unique=True, editable=False)
    at = models.DateTimeField(_("at"), editable=False)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
