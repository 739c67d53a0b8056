"""Answer sheets are filled in by several people at once, submitted, and copied for a next version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from innovet.accounts.models import User
from innovet.files.domain.storing import store_file
from innovet.kit.refused import LostRace, Refused, StaleRevision
from innovet.questions.domain.answers import AnswerRefused, asked_questions, broken_limits, check_fits
from innovet.questions.domain.snapshots import digest_of, snapshot_of
from innovet.questions.enums import WITH_CHOICES
from innovet.questions.models import Answer, AnswerChoice, AnswerSheet, Question, Questionnaire, Section, Value
from innovet.questions.models.sheets import COLUMNS, is_empty

TRIES = 3


class SheetFrozen(Refused):
    """The sheet was submitted and no longer changes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a sheet cannot be submitted yet: a question in its section, and what is wrong."""

    section: Section
    question: Question
    message: str
    is_missing: bool


class SheetIncomplete(Refused):
    """Questions are still open; `problems` tells which."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("Some questions still ask something of you."))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Conflict:
    """One question that two people answered differently at the same time."""

    question: Question
    yours: Value
    theirs: Value


def start_sheet(questionnaire: Questionnaire) -> AnswerSheet:
    """An empty draft."""
    return AnswerSheet.objects.create(questionnaire=questionnaire)


@transaction.atomic
def save_answers(
    sheet: AnswerSheet, values: Mapping[int, Value], *, revision: int, by: User | None, at: datetime
) -> int:
    """Keep answers by question id in a draft and return the new revision; a question that is not named stays as it is.

    Compare-and-swap on the revision that was read. When somebody saved in between, answers to other questions are
    kept beside theirs; a question that both changed raises StaleRevision, whose `current` lists a Conflict with both
    texts. Refuses a submitted sheet (SheetFrozen) and a value that does not fit its question (AnswerRefused,
    FileRefused). Limits do not count yet: a too long text may stand in a draft.
    """
    questions = sheet.questions
    for key, value in values.items():
        if key not in questions:
            raise AnswerRefused(_("One of these questions is no longer asked. Read the page again."))
        check_fits(questions[key], value)
    values = {
        key: store_file(value, by=by, at=at) if isinstance(value, File) else value for key, value in values.items()
    }
    new = _claim_revision(sheet, values, revision, by=by, at=at)
    _write(sheet, {questions[key]: value for key, value in values.items()}, new)
    sheet.revision, sheet.saved_at, sheet.saved_by = new, at, by
    sheet.forget()
    return new


@transaction.atomic
def save_answer(
    sheet: AnswerSheet, question: Question, value: Value, *, revision: int, by: User | None, at: datetime
) -> int:
    """Keep one answer while somebody types, in two statements for a text; what `save_answers` says holds here as well.

    For a sheet whose owner fixed its questions: whether a kind changes at the same moment is not looked at. When
    somebody else saved meanwhile the two are laid beside each other.
    """
    check_fits(question, value)
    standing = AnswerSheet.objects.filter(pk=sheet.pk, revision=revision, submitted_at=None)
    if not standing.update(revision=revision + 1, saved_at=at, saved_by=by):
        return save_answers(sheet, {question.pk: value}, revision=revision, by=by, at=at)
    _put([_row(sheet, question, value, revision + 1)], [value if isinstance(value, list) else []])
    sheet.revision, sheet.saved_at, sheet.saved_by = revision + 1, at, by
    sheet.forget()
    return sheet.revision


def problems_of(sheet: AnswerSheet) -> list[Problem]:
    """All that stands between a draft and its submission: missing answers and broken limits, in order."""
    values = sheet.values
    asked = asked_questions(sheet.sections, values)
    problems = []
    for section in sheet.sections:
        for question in section.open_questions:
            if question.pk not in asked:
                continue
            value = values.get(question.pk)
            if question.is_required and is_empty(value):
                problems.append(Problem(section, question, _("This question is not answered yet."), is_missing=True))
            broken = broken_limits(question, value)
            problems += [Problem(section, question, message, is_missing=False) for message in broken]
    return problems


@transaction.atomic
def submit_sheet(sheet: AnswerSheet, *, by: User | None, at: datetime) -> None:
    """Freeze a complete draft: its snapshot and SHA-256 are kept, and the database refuses any later change.

    Refuses an incomplete sheet (SheetIncomplete), a submitted one (SheetFrozen), and a lost race with a save.
    """
    sheet.refresh_from_db()
    sheet.forget()
    if sheet.is_submitted:
        raise SheetFrozen(_("This was already submitted."))
    if problems := problems_of(sheet):
        raise SheetIncomplete(problems)
    snapshot = snapshot_of(sheet, at=at)
    changes = {"submitted_at": at, "submitted_by": by, "snapshot": snapshot, "sha256": digest_of(snapshot)}
    if not AnswerSheet.objects.filter(pk=sheet.pk, revision=sheet.revision, submitted_at=None).update(**changes):
        raise LostRace(_("Somebody saved or submitted this just before you. Read it again before you submit."))
    for name, value in changes.items():
        setattr(sheet, name, value)


def is_authentic(sheet: AnswerSheet) -> bool:
    """Whether a submitted sheet's frozen text still has its digest."""
    return sheet.snapshot is not None and digest_of(sheet.snapshot) == sheet.sha256


@transaction.atomic
def copy_sheet(sheet: AnswerSheet) -> AnswerSheet:
    """A new draft with the same answers, for a next version; files are shared; five statements and no more."""
    copy = AnswerSheet.objects.create(
        questionnaire_id=sheet.questionnaire_id, copied_from=sheet, revision=sheet.revision
    )
    answers = list(sheet.answers.prefetch_related("taken"))
    copies = [
        Answer(
            sheet=copy,
            question_id=answer.question_id,
            revision=sheet.revision,
            text=answer.text,
            number=answer.number,
            money_cents=answer.money_cents,
            boolean=answer.boolean,
            date=answer.date,
            file_id=answer.file_id,
        )
        for answer in answers
    ]
    Answer.objects.bulk_create(copies)
    AnswerChoice.objects.bulk_create(
        AnswerChoice(answer=new, choice_id=taken.choice_id)
        for old, new in zip(answers, copies, strict=True)
        for taken in old.taken.all()
    )
    return copy


def _claim_revision(
    sheet: AnswerSheet, values: Mapping[int, Value], revision: int, *, by: User | None, at: datetime
) -> int:
    for _attempt in range(TRIES):
        standing = AnswerSheet.objects.filter(pk=sheet.pk, revision=revision, submitted_at=None)
        if standing.update(revision=revision + 1, saved_at=at, saved_by=by):
            return revision + 1
        read, revision = revision, _revision_now(sheet)
        if conflicts := _conflicts(sheet, values, read):
            message = _("Somebody else changed the same answers since you opened this page.")
            raise StaleRevision(message, current=conflicts)
    raise LostRace(_("Others keep saving at the same moment. Try again."))


def _revision_now(sheet: AnswerSheet) -> int:
    sheet.refresh_from_db()
    sheet.forget()
    if sheet.is_submitted:
        raise SheetFrozen(_("This was submitted in the meantime and no longer changes."))
    return sheet.revision


def _conflicts(sheet: AnswerSheet, values: Mapping[int, Value], read: int) -> list[Conflict]:
    questions, answers = sheet.questions, sheet.answers_by_question
    conflicts = []
    for key, yours in values.items():
        if key in questions and key in answers and answers[key].revision > read:
            theirs = answers[key].value_as(questions[key].kind)
            if theirs != yours and not (is_empty(theirs) and is_empty(yours)):
                conflicts.append(Conflict(questions[key], yours, theirs))
    return conflicts


def _write(sheet: AnswerSheet, values: Mapping[Question, Value], revision: int) -> None:
    standing = sheet.answers_by_question
    rows, choices = [], []
    for question, value in values.items():
        old = standing[question.pk].value_as(question.kind) if question.pk in standing else None
        if old == value or (is_empty(old) and is_empty(value)):
            continue
        rows.append(_row(sheet, question, value, revision))
        choices.append(value if isinstance(value, list) else [])
    if rows:
        _put(rows, choices)
        _require_same_kinds([row.question for row in rows])


def _put(rows: list[Answer], choices: list[list[int]]) -> None:
    """Write rows of one sheet in the place of those that stand, each with the choices taken."""
    kept = Answer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["sheet", "question"],
        update_fields=["revision", *set(COLUMNS.values())],
    )
    if not any(row.question.kind in WITH_CHOICES for row in rows):
        return
    AnswerChoice.objects.filter(answer__in=[answer.pk for answer in kept]).delete()
    AnswerChoice.objects.bulk_create(
        AnswerChoice(answer=answer, choice_id=pk) for answer, chosen in zip(kept, choices, strict=True) for pk in chosen
    )


def _row(sheet: AnswerSheet, question: Question, value: Value, revision: int) -> Answer:
    row = Answer(sheet=sheet, question=question, revision=revision)
    if question.kind not in WITH_CHOICES and not is_empty(value):
        setattr(row, COLUMNS[question.kind], value)
    return row


def _require_same_kinds(questions: list[Question]) -> None:
    """After the insert has locked the questions, make sure that none changed its kind since it was read."""
    now = dict(Question.objects.filter(pk__in=[question.pk for question in questions]).values_list("pk", "kind"))
    if any(now.get(question.pk) != question.kind for question in questions):
        raise LostRace(_("One of the questions was changed just now. Read the page again."))
