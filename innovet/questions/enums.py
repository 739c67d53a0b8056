"""Closed lists of the form engine."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """What an answer is; frozen once somebody has answered."""

    TEXT = "text", _("short text")
    LONG_TEXT = "long_text", _("long text")
    NUMBER = "number", _("number")
    MONEY = "money", _("amount in euro")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of several")
    SEVERAL = "several", _("several of several")
    LIKERT = "likert", _("scale")
    DATE = "date", _("date")
    FILE = "file", _("file")


TEXTS = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT})
WITH_CHOICES = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})
