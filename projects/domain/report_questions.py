"""The standard questions of reports: what InnoVET learned to ask."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from innovet.questions.domain.questionnaires import add_question, add_section, create_questionnaire
from innovet.questions.enums import QuestionKind
from innovet.questions.models import Questionnaire
from innovet.questions.owners import Owner
from projects.enums import ReportKind
from projects.models import ReportQuestions

CONTENT_LANGUAGE = "nl-be"
WORDS = 500


@dataclass(frozen=True, slots=True)
class _Asked:
    label: str
    kind: QuestionKind = QuestionKind.LONG_TEXT
    is_required: bool = True


def questions_for(kind: ReportKind) -> Questionnaire:
    """What reports of a kind ask; made from the standard questions the first time."""
    made_once: dict[str, Any] = {"questionnaire": lambda: _make(kind)}
    standing = ReportQuestions.objects.select_related("questionnaire")
    row, _is_new = standing.get_or_create(kind=kind, defaults=made_once)
    return row.questionnaire


def owner_of_questions(questionnaire: Questionnaire) -> Owner | None:
    """Say that a questionnaire belongs to the reports of a kind."""
    standing = ReportQuestions.objects.filter(questionnaire=questionnaire).first()
    return Owner(label=str(_("Cycles")), url=reverse("cycle_list")) if standing else None


def _make(kind: ReportKind) -> Questionnaire:
    with translation.override(CONTENT_LANGUAGE):
        questionnaire = create_questionnaire(str(kind.label).capitalize())
        parts = _interim() if kind == ReportKind.INTERIM else {**_interim(), **_final()}
        for title, questions in parts.items():
            section = add_section(questionnaire, title)
            for asked in questions:
                is_long = asked.kind == QuestionKind.LONG_TEXT
                add_question(
                    section,
                    kind=asked.kind,
                    label=asked.label,
                    is_required=asked.is_required,
                    max_words=WORDS if is_long else None,
                )
    return questionnaire


def _interim() -> dict[str, list[_Asked]]:
    return {
        _("What was done"): [
            _Asked(_("Which lesson material or method did you develop?")),
            _Asked(_("With which classes did you test it, and what did the pupils learn?")),
            _Asked(_("How many pupils took part until now?"), QuestionKind.NUMBER, is_required=False),
        ],
        _("Together"): [
            _Asked(_("What did each partner bring, and what differed from the plan?")),
            _Asked(_("How many hours were freed for teachers and coordinator?"), QuestionKind.NUMBER),
        ],
        _("Money"): [_Asked(_("How much of the grant was spent?"), QuestionKind.MONEY)],
    }


def _final() -> dict[str, list[_Asked]]:
    return {
        _("What stays"): [
            _Asked(_("Who keeps the result alive in your school, and how?")),
            _Asked(_("What does another school need to use it?")),
            _Asked(_("Is the material ready for all schools?"), QuestionKind.YES_NO),
        ]
    }
