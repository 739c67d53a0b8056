"""Forms with which coordinators make a questionnaire."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from innovet.questions.domain.questionnaires import QuestionOptions
from innovet.questions.domain.texts import clean_text
from innovet.questions.enums import WITH_CHOICES, QuestionKind
from innovet.questions.forms.fields import NO, YES
from innovet.questions.models import Choice, Question, Questionnaire, Section

# Which settings belong to which kinds of answer; the page hides the others.
SETTINGS: dict[str, tuple[QuestionKind, ...]] = {
    "max_words": (QuestionKind.LONG_TEXT, QuestionKind.TEXT),
    "max_characters": (QuestionKind.TEXT, QuestionKind.LONG_TEXT),
    "minimum": (QuestionKind.NUMBER, QuestionKind.MONEY, QuestionKind.LIKERT),
    "maximum": (QuestionKind.NUMBER, QuestionKind.MONEY, QuestionKind.LIKERT),
    "lowest_label": (QuestionKind.LIKERT,),
    "highest_label": (QuestionKind.LIKERT,),
    "choices": (QuestionKind.CHOICE, QuestionKind.SEVERAL),
}


class CleanTextField(forms.CharField):
    """Text without what word processors leave behind."""

    def to_python(self, value: Any) -> str:
        return clean_text(str(super().to_python(value) or ""))


class QuestionnaireForm(forms.Form):
    """The title and the words above a questionnaire."""

    title = CleanTextField(label=_("Title"), max_length=200)
    introduction = CleanTextField(
        label=_("Introduction"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class SectionForm(forms.Form):
    """The heading of a section."""

    title = CleanTextField(label=_("Title"), max_length=200)
    help_text = CleanTextField(
        label=_("Explanation"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class QuestionForm(forms.Form):
    """One question with the settings of its kind."""

    label = CleanTextField(label=_("Question"), max_length=500)
    help_text = CleanTextField(
        label=_("Explanation"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=QuestionKind.choices)
    is_required = forms.BooleanField(label=_("This question must be answered"), required=False)
    max_words = forms.IntegerField(label=_("At most this many words"), required=False, min_value=1, max_value=50_000)
    max_characters = forms.IntegerField(
        label=_("At most this many characters"), required=False, min_value=1, max_value=100_000
    )
    minimum = forms.DecimalField(label=_("At least"), required=False, max_digits=14, decimal_places=2)
    maximum = forms.DecimalField(label=_("At most"), required=False, max_digits=14, decimal_places=2)
    lowest_label = CleanTextField(label=_("Words at the low end"), required=False, max_length=80)
    highest_label = CleanTextField(label=_("Words at the high end"), required=False, max_length=80)
    choices = CleanTextField(
        label=_("Possible answers"),
        help_text=_("One on each line. An answer that you take away stays with who already chose it."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    condition = forms.ChoiceField(label=_("Ask this"), required=False)

    def __init__(self, section: Section, data: Any = None, *, question: Question | None = None) -> None:
        super().__init__(data, initial=None if question is None else _initial(question))
        self._conditions = dict(_conditions(section, question))
        self.fields["condition"].choices = [  # type: ignore[attr-defined]
            ("", _("always")),
            *((key, label) for key, (label, *_rest) in self._conditions.items()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most, kind = cleaned.get("minimum"), cleaned.get("maximum"), cleaned.get("kind")
        if least is not None and most is not None and least > most:
            self.add_error("maximum", _("The least lies above the most."))
        if (
            kind == QuestionKind.LIKERT
            and not 1 <= (5 if most is None else most) - (1 if least is None else least) <= 10
        ):
            self.add_error("maximum", _("A scale has two to eleven points."))
        if kind in WITH_CHOICES and len(self.choice_labels) < 2:
            self.add_error("choices", _("Give at least two answers to choose from."))
        if any(len(label) > 300 for label in self.choice_labels):
            self.add_error("choices", _("An answer to choose from has at most 300 characters."))
        return cleaned

    def clean_choices(self) -> str:
        text: str = self.cleaned_data["choices"]
        if len(text.splitlines()) > 200:
            raise ValidationError(_("More than 200 answers are too many to choose from."))
        return text

    @property
    def choice_labels(self) -> list[str]:
        """The possible answers, one per line, without empty lines and doubles."""
        lines = (line.strip() for line in self.cleaned_data.get("choices", "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    @property
    def options(self) -> QuestionOptions:
        """The limits that fit the kind, and the condition, as the domain takes them."""
        kind = self.cleaned_data["kind"]
        limits = {
            name: self.cleaned_data[name] if kind in kinds else ("" if name.endswith("_label") else None)
            for name, kinds in SETTINGS.items()
            if name != "choices"
        }
        _label, shown_if, shown_if_yes, shown_if_choice = self._conditions.get(
            self.cleaned_data["condition"], ("", None, None, None)
        )
        condition = {"shown_if": shown_if, "shown_if_yes": shown_if_yes, "shown_if_choice": shown_if_choice}
        return {**limits, **condition}  # type: ignore[typeddict-item]

    @property
    def settings(self) -> list[tuple[forms.BoundField, str]]:
        """Each setting with the kinds to which it belongs, for the page."""
        return [(self[name], " ".join(kinds)) for name, kinds in SETTINGS.items()]


type Condition = tuple[Any, Question, bool | None, Choice | None]


def _conditions(section: Section, question: Question | None) -> list[tuple[str, Condition]]:
    """Every answer to an earlier open question on which this one may depend."""
    found: list[tuple[str, Condition]] = []
    for earlier in _earlier_questions(section, question):
        if earlier.kind == QuestionKind.YES_NO:
            for key, label, is_yes in ((YES, _("Yes"), True), (NO, _("No"), False)):
                found.append((f"{earlier.pk}:{key}", (_words(earlier, label), earlier, is_yes, None)))
        elif earlier.kind in WITH_CHOICES:
            found += [
                (f"{earlier.pk}:{choice.pk}", (_words(earlier, choice.label), earlier, None, choice))
                for choice in earlier.open_choices
            ]
    return found


def _words(earlier: Question, answer: object) -> str:
    return _("after “%(answer)s” to “%(question)s”") % {"answer": answer, "question": earlier.label}


def _earlier_questions(section: Section, question: Question | None) -> list[Question]:
    earlier: list[Question] = []
    for one in Section.objects.whole(section.questionnaire_id):
        for asked in one.open_questions:
            if question is not None and asked.pk == question.pk:
                return earlier
            asked.section = one
            earlier.append(asked)
        if one.pk == section.pk:
            return earlier
    return earlier


def _initial(question: Question) -> dict[str, Any]:
    names = (
        "label",
        "help_text",
        "kind",
        "is_required",
        "max_words",
        "max_characters",
        "lowest_label",
        "highest_label",
    )
    condition = ""
    if question.shown_if_id is not None:
        answer = question.shown_if_choice_id or (YES if question.shown_if_yes else NO)
        condition = f"{question.shown_if_id}:{answer}"
    return {
        **{name: getattr(question, name) for name in names},
        "minimum": _short(question.minimum),
        "maximum": _short(question.maximum),
        "choices": "\n".join(choice.label for choice in question.open_choices),
        "condition": condition,
    }


def _short(limit: Any) -> str | None:
    return None if limit is None else f"{limit.normalize():f}"


def initial_of(row: Questionnaire | Section) -> dict[str, str]:
    """What a questionnaire or a section says now."""
    if isinstance(row, Questionnaire):
        return {"title": row.title, "introduction": row.introduction}
    return {"title": row.title, "help_text": row.help_text}
