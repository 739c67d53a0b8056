"""The form in which a sheet is filled in, made from its questionnaire."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise

from innovet.accounts.models import User
from innovet.files.models import StoredFile
from innovet.kit.refused import StaleRevision
from innovet.questions.domain.answers import asked_questions, broken_limits
from innovet.questions.domain.sheets import Conflict, save_answers
from innovet.questions.domain.snapshots import plain_answer
from innovet.questions.enums import TEXTS, QuestionKind
from innovet.questions.forms.fields import NO, YES, field_for
from innovet.questions.models import AnswerSheet, Question, Section, Value
from innovet.questions.models.sheets import is_empty

REVISION = "revision"
MINE, THEIRS = "mine", "theirs"
type Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page: its field, the answer that stands, and when it is asked."""

    question: Question
    field: BoundField
    file: StoredFile | None
    was: str
    shown_if: str
    shown_when: str
    condition: str
    typed: str
    described_by: str
    is_counted: bool
    is_counted_twice: bool
    is_blank: bool
    options: list[tuple[str, str | Promise, bool]]


@dataclass(frozen=True, slots=True)
class Clash:
    """One conflict as the page shows it: both answers in words, and what was typed, to post again."""

    question: Question
    name: str
    yours: Any
    theirs: Any
    posted: list[str]
    is_file: bool


class SheetForm(forms.Form):
    """Reads what was typed, tells what is wrong, and hands `values` to the domain.

    Only answers that were touched are handed on: each answer carries a fingerprint of what stood there when the page
    was made. A too long text is an error on the page, and still among the `values`: a draft may hold it.
    """

    def __init__(self, sheet: AnswerSheet, data: Data | None = None, files: Data | None = None) -> None:
        self.sheet = sheet
        self.values: dict[int, Value] = {}
        self.conflicts: list[Conflict] = []
        self.saved_before: tuple[User | None, datetime | None] = (None, None)
        super().__init__(data, files)  # type: ignore[arg-type]
        standing = sheet.values
        for question in sheet.questions.values():
            value = standing.get(question.pk)
            field = field_for(question, value if isinstance(value, list) else [])
            field.initial = None if isinstance(value, StoredFile) else value
            self.fields[name_of(question)] = field

    @property
    def revision(self) -> int:
        """The revision that the person read; one that cannot exist when the page did not say."""
        return _number(self.data, REVISION, -1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        standing = self.sheet.values
        for question in self.sheet.questions.values():
            name = name_of(question)
            if name in cleaned and self._is_touched(question, cleaned[name], standing.get(question.pk)):
                self.values[question.pk] = cleaned[name]
        values = {**standing, **self.values}
        asked = asked_questions(self.sheet.sections, values)
        for question in self.sheet.questions.values():
            for message in broken_limits(question, values.get(question.pk)) if question.pk in asked else []:
                self.add_error(name_of(question), message)
        return cleaned

    def save_draft(self, *, by: User | None, at: datetime) -> None:
        """Read the form and keep what can be kept; afterwards `errors` says what could not, or must be shorter.

        When somebody else changed the same answers, the others are kept, `conflicts` is filled, and StaleRevision is
        raised.
        """
        self.is_valid()
        stale = None
        for revision, values in self._values_by_revision().items():
            stale = self._save_read_at(revision, values, by=by, at=at) or stale
        if stale is not None:
            raise stale

    def _save_read_at(
        self, revision: int, values: dict[int, Value], *, by: User | None, at: datetime
    ) -> StaleRevision | None:
        """Keep the answers that were read in one revision; the conflicts are put aside."""
        stale = None
        while values:
            try:
                save_answers(self.sheet, values, revision=revision, by=by, at=at)
            except StaleRevision as found:
                if stale is None:
                    self.saved_before = (self.sheet.saved_by, self.sheet.saved_at)
                stale = found
                new = list(found.current)  # type: ignore[call-overload]
                self.conflicts += new
                values = {key: value for key, value in values.items() if key not in {one.question.pk for one in new}}
            else:
                break
        return stale

    @property
    def parts(self) -> Iterator[tuple[Section, list[Asked]]]:
        """The sections that ask something, with their questions."""
        standing = self.sheet.values
        for section in self.sheet.sections:
            asked = [self._asked(question, standing.get(question.pk)) for question in section.open_questions]
            if asked:
                yield section, asked

    @property
    def clashes(self) -> list[Clash]:
        """The conflicts in words, with what was typed."""
        return [
            Clash(
                question=conflict.question,
                name=name_of(conflict.question),
                yours=plain_answer(conflict.question, conflict.yours),
                theirs=plain_answer(conflict.question, conflict.theirs),
                posted=self._posted(conflict.question),
                is_file=conflict.question.kind == QuestionKind.FILE,
            )
            for conflict in self.conflicts
        ]

    def _values_by_revision(self) -> dict[int, dict[int, Value]]:
        """The touched answers by the revision in which each was read: that of the page, or of its own last save."""
        found: dict[int, dict[int, Value]] = {}
        for key, value in self.values.items():
            found.setdefault(_number(self.data, f"read-q{key}", self.revision), {})[key] = value
        return found

    def _asked(self, question: Question, value: Value) -> Asked:
        bound = self[name_of(question)]
        current = bound.value()
        chosen = {str(one) for one in current} if isinstance(current, list) else {str(current)}
        options = [(str(key), label, str(key) in chosen) for key, label in getattr(bound.field, "choices", [])]
        is_text = question.kind in TEXTS
        return Asked(
            question=question,
            field=bound,
            file=value if isinstance(value, StoredFile) else None,
            was=fingerprint(value),
            shown_if="" if question.shown_if_id is None else f"q{question.shown_if_id}",
            shown_when=_answer_of_condition(question),
            condition=question.condition,
            typed="" if options else str(bound.field.widget.format_value(current) or ""),
            described_by=_described_by(question, bound),
            is_counted=is_text and bool(question.max_words or question.max_characters),
            is_counted_twice=is_text and bool(question.max_words and question.max_characters),
            is_blank=not any(checked for _key, _label, checked in options),
            options=options,
        )

    def _is_touched(self, question: Question, value: Value, standing: Value) -> bool:
        name = name_of(question)
        if self.data.get(f"keep-{question.pk}") == THEIRS:
            return False
        if question.kind == QuestionKind.FILE:
            if is_empty(value) and self.data.get(f"remove-{question.pk}"):
                return standing is not None
            return not is_empty(value)
        was: str | None = self.data.get(f"was-{question.pk}")
        if was is None:
            return name in self.data
        return fingerprint(value) != was

    def _posted(self, question: Question) -> list[str]:
        name = name_of(question)
        typed = self.data.getlist(name) if isinstance(self.data, MultiValueDict) else [self.data.get(name, "")]
        return [str(one) for one in typed]


class AnswerForm(forms.Form):
    """One answer that is saved by itself while somebody types; a too long text is kept, and `problems` says so."""

    def __init__(self, question: Question, data: Data) -> None:
        super().__init__(data)
        self.question, self.name = question, name_of(question)
        self.fields[self.name] = field_for(question, [])

    @property
    def revision(self) -> int:
        """The revision that the person read."""
        return _number(self.data, REVISION, -1)

    @property
    def value(self) -> Value:
        """The answer, once the form is valid."""
        value: Value = self.cleaned_data[self.name]
        return value

    @property
    def problems(self) -> list[str]:
        """Why it cannot be kept, or else which limits it breaks."""
        if not self.is_valid():
            return [str(error) for error in self.errors[self.name]]
        return broken_limits(self.question, self.value)


def _number(data: Data, name: str, otherwise: int) -> int:
    typed = str(data.get(name, ""))
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else otherwise


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"q{question.pk}"


def fingerprint(value: Value) -> str:
    """Tells whether an answer was touched since the page was made; empty for no answer."""
    if is_empty(value):
        return ""
    match value:
        case StoredFile():
            text = str(value.pk)
        case Decimal():
            text = f"{value.normalize():f}"
        case _:
            text = str(value)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _described_by(question: Question, bound: BoundField) -> str:
    has_hint = bool(question.help_text or question.shown_if_id)
    return " ".join(
        f"{bound.auto_id}_{part}" for part, is_there in (("hint", has_hint), ("error", bool(bound.errors))) if is_there
    )


def _answer_of_condition(question: Question) -> str:
    if question.shown_if_choice_id is not None:
        return str(question.shown_if_choice_id)
    return "" if question.shown_if_yes is None else (YES if question.shown_if_yes else NO)
