"""Closed lists of files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a file is, by its content; an owner may accept some kinds only."""

    PDF = "pdf", _("PDF")
    DOCUMENT = "document", _("document")
    SPREADSHEET = "spreadsheet", _("spreadsheet")
    PRESENTATION = "presentation", _("presentation")
    IMAGE = "image", _("image")
    VIDEO = "video", _("video")
    AUDIO = "audio", _("audio")
    TEXT = "text", _("plain text")
    CODE = "code", _("source code")
    NOTEBOOK = "notebook", _("notebook")
    MODEL3D = "model3d", _("3D model")
    FIRMWARE = "firmware", _("firmware")
    ARCHIVE = "archive", _("archive")


class ScanState(models.TextChoices):
    """What the virus scanner said; no scanner configured leaves a file unscanned."""

    NOT_SCANNED = "not_scanned", _("not scanned")
    PENDING = "pending", _("waiting for the virus scan")
    CLEAN = "clean", _("scanned, clean")
    INFECTED = "infected", _("scanned, infected")
