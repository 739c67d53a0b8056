"""The log row that every change of state leaves behind."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Move(models.Model):
    """One change of state: from, to, by whom, when and why; rows are only ever added.

    A concrete log adds `subject`, a foreign key to its aggregate with related_name="moves".
    """

    source = models.CharField(_("from"), max_length=30, editable=False)
    target = models.CharField(_("to"), max_length=30, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.source} > {self.target}"
