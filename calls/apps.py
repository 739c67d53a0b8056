"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    """Calls, proposals, reviews, selection and decisions."""

    name = "calls"
    verbose_name = _("calls")

    def ready(self) -> None:
        """Tell the form engine which call asks a questionnaire, and offer the tables."""
        from calls.exports import TABLES
        from calls.views.managing import owner_of_questionnaire
        from innovet.exports.registry import register
        from innovet.questions.owners import contribute

        contribute(owner_of_questionnaire)
        for table in TABLES:
            register(table)
