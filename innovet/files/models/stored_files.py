"""One uploaded file and what is known about it."""

import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.files.enums import FileKind, ScanState


def storage_name(_file: "StoredFile", _name: str) -> str:
    """A random name that tells nothing, spread over 256 folders."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token[2:]}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files by use."""

    def unreferenced(self, *, before: datetime) -> Self:
        """Files older than a moment to which no row of any model points."""
        unused = self.filter(uploaded_at__lt=before)
        for relation in StoredFile._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ForeignObjectRel):
                rows = relation.related_model._base_manager.filter(  # noqa: SLF001
                    **{relation.field.name: models.OuterRef("pk")}
                )
                unused = unused.filter(~models.Exists(rows))
        return unused


class StoredFile(models.Model):
    """A file under a random storage name; the owner's view decides who may download it."""

    name = models.CharField(_("name"), max_length=150)
    content = models.FileField(_("content"), upload_to=storage_name, max_length=100, unique=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=FileKind, editable=False)
    media_type = models.CharField(_("media type"), max_length=100, editable=False)
    scan_state = models.CharField(
        _("virus scan"), max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED, editable=False
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gt=0),
                name="stored_file_is_not_empty",
                violation_error_message=_("The file is empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_available(self) -> bool:
        """Whether the scanner, where there is one, lets it pass."""
        return self.scan_state in {ScanState.CLEAN, ScanState.NOT_SCANNED}

    @property
    def extension(self) -> str:
        """The end of the name in capitals, for lists."""
        return self.name.rpartition(".")[2].upper()
