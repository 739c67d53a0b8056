"""What is answered: a sheet with a typed row per answer; a submitted sheet never changes."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.core.files.base import File
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from innovet.files.models import StoredFile
from innovet.questions.enums import WITH_CHOICES, QuestionKind
from innovet.questions.models.questionnaires import Choice, Question, Questionnaire, Section

COLUMNS: dict[str, str] = {
    QuestionKind.TEXT: "text",
    QuestionKind.LONG_TEXT: "text",
    QuestionKind.NUMBER: "number",
    QuestionKind.LIKERT: "number",
    QuestionKind.MONEY: "money_cents",
    QuestionKind.YES_NO: "boolean",
    QuestionKind.DATE: "date",
    QuestionKind.FILE: "file",
}

type Value = str | Decimal | int | bool | date | list[int] | File[Any] | StoredFile | None


class AnswerSheet(models.Model):
    """One filled-in questionnaire; a draft counts its saves, a submitted sheet keeps a frozen copy and its digest."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="sheets")
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, editable=False, related_name="copies")
    saved_at = models.DateTimeField(_("saved at"), null=True, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    snapshot = models.JSONField(_("submitted text"), null=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("answer sheet")
        verbose_name_plural = _("answer sheets")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None, snapshot__isnull=True, sha256="")
                | (Q(submitted_at__isnull=False, snapshot__isnull=False) & ~Q(sha256="")),
                name="answer_sheet_is_submitted_whole",
                violation_error_message=_("A submitted sheet holds its text and the digest of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} ({self.pk})"

    @property
    def is_submitted(self) -> bool:
        """Whether it is frozen."""
        return self.submitted_at is not None

    @cached_property
    def sections(self) -> list[Section]:
        """What is asked, read once in three statements."""
        return list(Section.objects.whole(self.questionnaire_id))

    @cached_property
    def answers_by_question(self) -> dict[int, "Answer"]:
        """The rows of answers by question, read once in two statements."""
        if self._state.adding:
            return {}
        return {answer.question_id: answer for answer in self.answers.whole()}

    def question_asked(self, pk: int) -> Question | None:
        """One question that is still asked, with what may be chosen: one statement for a text, two for a choice."""
        found = Question.objects.filter(pk=pk, closed_at=None, section__questionnaire=self.questionnaire_id).first()
        if found is not None and found.kind in WITH_CHOICES:
            models.prefetch_related_objects([found], "choices")
        return found

    @property
    def questions(self) -> dict[int, Question]:
        """The questions that are still asked, in order."""
        return {question.pk: question for section in self.sections for question in section.open_questions}

    @property
    def values(self) -> dict[int, Value]:
        """What is answered now, by question; empty answers are left out."""
        answers = self.answers_by_question
        found = {
            key: answers[key].value_as(question.kind) for key, question in self.questions.items() if key in answers
        }
        return {key: value for key, value in found.items() if not is_empty(value)}

    def forget(self) -> None:
        """Drop what was read once, after a write."""
        self.__dict__.pop("sections", None)
        self.__dict__.pop("answers_by_question", None)


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers with what belongs to them."""

    def whole(self) -> Self:
        """Answers with their file and the choices taken, in two statements."""
        return self.select_related("file").prefetch_related("taken")


class Answer(models.Model):
    """The answer to one question; the column that fits the question's kind holds it, an emptied answer stays as a row.

    `revision` is the sheet's revision in which this answer was last changed.
    """

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    revision = models.PositiveIntegerField(_("revision"), editable=False)
    text = models.TextField(_("text"), blank=True)
    number = models.DecimalField(_("number"), max_digits=20, decimal_places=4, null=True)
    money_cents = models.BigIntegerField(_("amount in cents"), null=True)
    boolean = models.BooleanField(_("yes"), null=True)
    date = models.DateField(_("date"), null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("file"))

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "question"],
                name="answer_is_one_per_question",
                violation_error_message=_("This question already has an answer on this sheet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.question_id}"

    def value_as(self, kind: str) -> Value:
        """The answer as a value of one kind; choices come as a list of ids."""
        if kind in WITH_CHOICES:
            return sorted(taken.choice_id for taken in self.taken.all())
        value: Value = getattr(self, COLUMNS[kind])
        if isinstance(value, Decimal):
            return int(value) if kind == QuestionKind.LIKERT else value.normalize()
        return value


class AnswerChoice(models.Model):
    """One choice taken in an answer."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="taken")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="taken")

    class Meta:
        verbose_name = _("chosen answer")
        verbose_name_plural = _("chosen answers")
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "choice"],
                name="answer_choice_is_taken_once",
                violation_error_message=_("This answer was already chosen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}/{self.choice_id}"


def is_empty(value: Value) -> bool:
    """Whether a value says nothing; no and zero do say something."""
    return value is None or (isinstance(value, str | list) and not value)
