"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    """The one form engine: sections, questions, answer sheets."""

    name = "innovet.questions"
    verbose_name = _("questions")
