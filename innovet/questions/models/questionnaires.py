"""What is asked: a questionnaire of sections, questions and their choices."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.questions.enums import QuestionKind


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    """Questionnaires by who asks."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The editor shows questionnaires to coordinators; others meet the questions through their owner."""
        return self if standing_of(user).is_coordinator else self.none()


class Questionnaire(models.Model):
    """A form that a call, a report, an event or a survey asks people to fill in; the owner points at it."""

    title = models.CharField(_("title"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the editor."""
        return reverse("questionnaire_detail", args=[self.pk])


class SectionQuerySet(models.QuerySet["Section"]):
    """Sections with what stands in them."""

    def whole(self, questionnaire_id: int) -> Self:
        """All sections of one questionnaire with questions and choices, in three statements."""
        questions = Question.objects.order_by("position", "pk").select_related("shown_if", "shown_if_choice")
        return self.filter(questionnaire_id=questionnaire_id).prefetch_related(
            models.Prefetch("questions", queryset=questions.prefetch_related("choices"))
        )


class Section(models.Model):
    """A part of a questionnaire under its own heading."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    title = models.CharField(_("title"), max_length=200)
    help_text = models.TextField(_("explanation"), blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its place in the editor."""
        return f"{reverse('questionnaire_detail', args=[self.questionnaire_id])}#section-{self.pk}"

    @property
    def open_questions(self) -> list["Question"]:
        """The questions that are still asked; reads what `whole` fetched."""
        return [question for question in self.questions.all() if question.is_open]

    @property
    def closed_questions(self) -> list["Question"]:
        """The questions that are no longer asked; reads what `whole` fetched."""
        return [question for question in self.questions.all() if not question.is_open]


class Question(models.Model):
    """One question; the limits that fit its kind count, the others are ignored."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind)
    label = models.CharField(_("question"), max_length=500)
    help_text = models.TextField(_("explanation"), blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    max_words = models.PositiveIntegerField(_("at most this many words"), null=True, blank=True)
    max_characters = models.PositiveIntegerField(_("at most this many characters"), null=True, blank=True)
    minimum = models.DecimalField(_("at least"), max_digits=16, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("at most"), max_digits=16, decimal_places=2, null=True, blank=True)
    lowest_label = models.CharField(_("words at the low end of the scale"), max_length=80, blank=True)
    highest_label = models.CharField(_("words at the high end of the scale"), max_length=80, blank=True)
    shown_if = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dependents",
        verbose_name=_("asked only after"),
    )
    shown_if_yes = models.BooleanField(_("when the answer there is"), null=True, blank=True)
    shown_if_choice = models.ForeignKey(
        "Choice",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("when this was chosen there"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["section__position", "section_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_if=None, shown_if_yes=None, shown_if_choice=None)
                | Q(shown_if__isnull=False, shown_if_yes__isnull=False, shown_if_choice=None)
                | Q(shown_if__isnull=False, shown_if_yes=None, shown_if_choice__isnull=False),
                name="question_condition_is_whole",
                violation_error_message=_("Say after which question and after which answer this is asked."),
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")),
                name="question_minimum_is_not_above_maximum",
                violation_error_message=_("The least lies above the most."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Its place in the editor."""
        return f"{reverse('questionnaire_detail', args=[self.section.questionnaire_id])}#question-{self.pk}"

    @property
    def condition(self) -> str:
        """When it is asked, in words; empty when always. Reads what `whole` fetched."""
        if self.shown_if is None:
            return ""
        answer = self.shown_if_choice or (gettext("Yes") if self.shown_if_yes else gettext("No"))
        words = gettext("Only when you answer “%(answer)s” to “%(question)s”.")
        return words % {"answer": answer, "question": self.shown_if}

    @property
    def is_open(self) -> bool:
        """Whether it is still asked."""
        return self.closed_at is None

    @property
    def open_choices(self) -> list["Choice"]:
        """The choices that may still be taken; reads what was prefetched."""
        return [choice for choice in self.choices.all() if choice.closed_at is None]

    @property
    def scale(self) -> range:
        """The points of a scale: one to five unless the limits say otherwise, at most eleven."""
        lowest = 1 if self.minimum is None else int(self.minimum)
        highest = lowest + 4 if self.maximum is None else int(self.maximum)
        return range(lowest, min(highest, lowest + 10) + 1)


class Choice(models.Model):
    """One of the answers that may be chosen."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    label = models.CharField(_("answer"), max_length=300)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "label"],
                name="choice_is_there_once",
                violation_error_message=_("This answer is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
