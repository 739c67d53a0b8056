"""Closed lists of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Programme-wide roles; roles of one cycle stand in projects."""

    COORDINATOR = "coordinator", _("coordinator")
    STEERING = "steering", _("steering group member")
    QUALITY = "quality", _("quality reviewer")
    RTC = "rtc", _("regional technological centre")
    ADMINISTRATOR = "administrator", _("administrator (technical)")


class Language(models.TextChoices):
    """Languages a person may read the portal in."""

    DUTCH = "nl-be", _("Dutch")
    ENGLISH = "en", _("English")
