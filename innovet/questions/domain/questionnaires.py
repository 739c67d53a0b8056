"""Questionnaires are built, changed without breaking what was answered, and copied."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypedDict, Unpack

from django.db import models, transaction
from django.utils.translation import gettext as _

from innovet.kit.refused import Refused
from innovet.questions.enums import WITH_CHOICES, QuestionKind
from innovet.questions.models import Answer, Choice, Question, Questionnaire, Section
from innovet.questions.owners import owner_of


class QuestionOptions(TypedDict, total=False):
    """What a question may have besides its kind and words: limits that fit the kind, and a condition."""

    max_words: int | None
    max_characters: int | None
    minimum: Decimal | None
    maximum: Decimal | None
    lowest_label: str
    highest_label: str
    shown_if: Question | None
    shown_if_yes: bool | None
    shown_if_choice: Choice | None


class KindIsFrozen(Refused):
    """Somebody already answered this question, so it keeps its kind."""


class QuestionsFrozen(Refused):
    """Whoever asks the questionnaire fixed its questions."""


class ConditionRefused(Refused):
    """A condition that could never hold, or a change that would break one."""


def create_questionnaire(title: str, *, introduction: str = "") -> Questionnaire:
    """An empty questionnaire."""
    return Questionnaire.objects.create(title=title, introduction=introduction)


@transaction.atomic
def edit_questionnaire(questionnaire: Questionnaire, *, title: str, introduction: str) -> None:
    """Another title and introduction above the same questions."""
    _require_open(questionnaire)
    questionnaire.title, questionnaire.introduction = title, introduction
    questionnaire.save(update_fields=["title", "introduction"])


@transaction.atomic
def add_section(questionnaire: Questionnaire, title: str, *, help_text: str = "") -> Section:
    """A new last section."""
    _require_open(questionnaire)
    position = _next_position(questionnaire.sections.all())
    return questionnaire.sections.create(title=title, help_text=help_text, position=position)


@transaction.atomic
def edit_section(section: Section, *, title: str, help_text: str) -> None:
    """Other words above the same questions."""
    _require_open(section.questionnaire)
    section.title, section.help_text = title, help_text
    section.save(update_fields=["title", "help_text"])


@transaction.atomic
def remove_section(section: Section) -> None:
    """Remove an empty section; refused while questions stand in it, closed ones too."""
    _require_open(section.questionnaire)
    if section.questions.exists():
        raise Refused(_("Only a section without questions can be removed."))
    section.delete()


@transaction.atomic
def add_question(
    section: Section,
    *,
    kind: QuestionKind,
    label: str,
    help_text: str = "",
    is_required: bool = False,
    choices: Sequence[str] = (),
    **options: Unpack[QuestionOptions],
) -> Question:
    """A new last question of a section; refuses a condition that does not look back, and choices that lack."""
    _require_open(section.questionnaire)
    question = Question(section=section, position=_next_position(section.questions.all()), **options)
    _set(question, kind, label, help_text, is_required=is_required)
    _require_possible_condition(question)
    question.save()
    _set_choices(question, choices, at=None)
    return question


@transaction.atomic
def edit_question(
    question: Question,
    *,
    kind: QuestionKind,
    label: str,
    at: datetime,
    help_text: str = "",
    is_required: bool = False,
    choices: Sequence[str] = (),
    **options: Unpack[QuestionOptions],
) -> None:
    """Change a question; a choice that disappears stays for who took it.

    Refuses another kind once somebody answered (KindIsFrozen). The row lock makes answers that come in at the same
    moment wait; they are then checked against the new kind.
    """
    _require_open(question.section.questionnaire)
    stored = Question.objects.select_for_update().get(pk=question.pk)
    if stored.kind != kind and Answer.objects.filter(question=question).exists():
        raise KindIsFrozen(_("Somebody already answered this question. Its kind of answer can no longer change."))
    if stored.kind != kind and question.dependents.exists():
        raise ConditionRefused(_("Another question depends on this one. Change that first."))
    _set(question, kind, label, help_text, is_required=is_required)
    for name, value in options.items():
        setattr(question, name, value)
    _require_possible_condition(question)
    question.save()
    _set_choices(question, choices, at=at)


@transaction.atomic
def withdraw_question(question: Question, *, at: datetime) -> None:
    """Remove a question that nobody answered, close one that has answers; refused while others depend on it."""
    _require_open(question.section.questionnaire)
    dependent = question.dependents.filter(closed_at=None).first()
    if dependent is not None:
        raise ConditionRefused(_("First change the question that depends on it: %(label)s") % {"label": dependent})
    if question.answers.exists() or question.dependents.exists():
        question.closed_at = at
        question.save(update_fields=["closed_at"])
    else:
        question.delete()


@transaction.atomic
def reopen_question(question: Question) -> None:
    """Ask a closed question again; refused while the question on which it depends is closed."""
    _require_open(question.section.questionnaire)
    if question.shown_if is not None and not question.shown_if.is_open:
        raise ConditionRefused(_("First open the question on which this one depends."))
    question.closed_at = None
    question.save(update_fields=["closed_at"])


@transaction.atomic
def move_section(section: Section, towards: Literal["up", "down"]) -> None:
    """One place up or down; refused when a condition would then look ahead; nothing happens at the end."""
    _require_open(section.questionnaire)
    _step(list(section.questionnaire.sections.all()), section, towards)
    _require_conditions_look_back(section.questionnaire)


@transaction.atomic
def move_question(question: Question, towards: Literal["up", "down"]) -> None:
    """One place up or down among the open questions of its section; refused when a condition would look ahead."""
    _require_open(question.section.questionnaire)
    _step(_places_of(question), question, towards)
    _require_conditions_look_back(question.section.questionnaire)


@transaction.atomic
def place_question(question: Question, place: int) -> None:
    """To a place among the open questions of its section, counted from 0; refused when a condition would look ahead."""
    _require_open(question.section.questionnaire)
    _put(_places_of(question), question, place)
    _require_conditions_look_back(question.section.questionnaire)


@transaction.atomic
def copy_questionnaire(questionnaire: Questionnaire, *, title: str = "") -> Questionnaire:
    """The same open questions in a new questionnaire, with their choices and conditions; nine statements at most."""
    copy = create_questionnaire(title or questionnaire.title, introduction=questionnaire.introduction)
    sections = list(Section.objects.whole(questionnaire.pk))
    new_sections = {section.pk: _clone(section, questionnaire=copy) for section in sections}
    Section.objects.bulk_create(new_sections.values())
    questions = [question for section in sections for question in section.open_questions]
    new_questions = {
        question.pk: _clone(
            question, section=new_sections[question.section_id], shown_if=None, shown_if_yes=None, shown_if_choice=None
        )
        for question in questions
    }
    Question.objects.bulk_create(new_questions.values())
    new_choices = {
        choice.pk: _clone(choice, question=new_questions[question.pk])
        for question in questions
        for choice in question.open_choices
    }
    Choice.objects.bulk_create(new_choices.values())
    conditional = [question for question in questions if question.shown_if_id in new_questions]
    for question in conditional:
        new = new_questions[question.pk]
        new.shown_if, new.shown_if_yes = new_questions[question.shown_if_id or 0], question.shown_if_yes
        new.shown_if_choice = new_choices.get(question.shown_if_choice_id or 0)
    Question.objects.bulk_update(
        [new_questions[question.pk] for question in conditional], ["shown_if", "shown_if_yes", "shown_if_choice"]
    )
    return copy


def hold_questionnaire(questionnaire: Questionnaire) -> None:
    """Let changes of the questions wait until the caller's commit, as the caller now waits for those under way."""
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)


def _require_open(questionnaire: Questionnaire) -> None:
    hold_questionnaire(questionnaire)
    owner = owner_of(questionnaire)
    if owner is not None and owner.frozen:
        raise QuestionsFrozen(owner.frozen)


def _clone[M: models.Model](row: M, **changes: Any) -> M:
    names = [field.name for field in row._meta.concrete_fields if not field.primary_key and field.name not in changes]
    return type(row)(**{name: getattr(row, name) for name in names}, **changes)


def _next_position(rows: models.QuerySet[Any]) -> int:
    last = rows.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1


def _set(question: Question, kind: QuestionKind, label: str, help_text: str, *, is_required: bool) -> None:
    question.kind, question.label, question.help_text, question.is_required = kind, label, help_text, is_required


def _require_possible_condition(question: Question) -> None:
    shown_if, shown_if_yes, shown_if_choice = question.shown_if, question.shown_if_yes, question.shown_if_choice
    if shown_if is None:
        question.shown_if_yes = question.shown_if_choice = None
        return
    if not _looks_back(question, shown_if):
        raise ConditionRefused(_("A question can only depend on an earlier question of the same questionnaire."))
    by_choice = shown_if.kind in WITH_CHOICES and shown_if_yes is None
    if by_choice and shown_if_choice is not None and shown_if_choice.question_id == shown_if.pk:
        return
    if shown_if.kind == QuestionKind.YES_NO and shown_if_yes is not None and shown_if_choice is None:
        return
    raise ConditionRefused(_("Say after which answer this question is asked."))


def _looks_back(question: Question, earlier: Question) -> bool:
    if earlier.section.questionnaire_id != question.section.questionnaire_id or not earlier.is_open:
        return False
    return _place(earlier) < _place(question)


def _place(question: Question) -> tuple[int, int, int, int]:
    section = question.section
    return section.position, section.pk, question.position, question.pk or 2**63


def _require_conditions_look_back(questionnaire: Questionnaire) -> None:
    dependents = Question.objects.filter(section__questionnaire=questionnaire, shown_if__isnull=False, closed_at=None)
    for question in dependents.select_related("section", "shown_if__section"):
        if question.shown_if is not None and not _place(question.shown_if) < _place(question):
            raise ConditionRefused(
                _("This question must stay below the one it depends on: %(label)s") % {"label": question}
            )


def _places_of(question: Question) -> list[Question]:
    """The open questions of its section, in order; refuses one that was withdrawn meanwhile."""
    rows = list(question.section.questions.filter(closed_at=None).order_by("position", "pk"))
    if question not in rows:
        raise Refused(_("This question is no longer asked."))
    return rows


def _step[M: (Section, Question)](rows: list[M], row: M, towards: Literal["up", "down"]) -> None:
    there = rows.index(row) + (1 if towards == "down" else -1)
    if 0 <= there < len(rows):
        _put(rows, row, there)


def _put[M: (Section, Question)](rows: list[M], row: M, place: int) -> None:
    others = [one for one in rows if one != row]
    others.insert(place, row)
    for position, one in enumerate(others):
        one.position = position
    type(row)._default_manager.bulk_update(others, ["position"])  # noqa: SLF001


def _set_choices(question: Question, labels: Sequence[str], *, at: datetime | None) -> None:
    wanted = list(dict.fromkeys(labels)) if question.kind in WITH_CHOICES else []
    if question.kind in WITH_CHOICES and len(wanted) < 2:
        raise Refused(_("Give at least two answers to choose from."))
    standing = {choice.label: choice for choice in question.choices.all()}
    for label, choice in standing.items():
        if label not in wanted:
            _withdraw_choice(choice, at=at)
    for position, label in enumerate(wanted):
        Choice.objects.update_or_create(
            question=question, label=label, defaults={"position": position, "closed_at": None}
        )


def _withdraw_choice(choice: Choice, *, at: datetime | None) -> None:
    if Question.objects.filter(shown_if_choice=choice, closed_at=None).exists():
        raise ConditionRefused(_("Another question depends on the answer: %(label)s") % {"label": choice})
    if choice.taken.exists() or Question.objects.filter(shown_if_choice=choice).exists():
        choice.closed_at = at
        choice.save(update_fields=["closed_at"])
    else:
        choice.delete()
