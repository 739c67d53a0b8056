"""The app's entry in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    """The one form engine: sections, questions, answer sheets."""

    name = "innovet.questions"
    verbose_name = _("questions")

    def ready(self) -> None:
        """Lay the guards of submitted sheets after each migrate."""
        from innovet.questions.freezing import lay_triggers

        post_migrate.connect(lay_triggers, sender=self, dispatch_uid="questions freeze sheets")
