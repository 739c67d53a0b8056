"""The frozen text of a submitted sheet, and the digest that proves it."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File

from innovet.files.models import StoredFile
from innovet.questions.domain.answers import asked_questions
from innovet.questions.enums import QuestionKind
from innovet.questions.models import AnswerSheet, Question, Value


def snapshot_of(sheet: AnswerSheet, *, at: datetime) -> dict[str, Any]:
    """Every asked question with its answer, as plain JSON without fractions, so that the digest is the same for ever."""
    return {
        "questionnaire": {"id": sheet.questionnaire_id, "title": sheet.questionnaire.title},
        "sheet": sheet.pk,
        "revision": sheet.revision,
        "submitted_at": at.astimezone(UTC).isoformat(),
        "sections": answered_sections(sheet),
    }


def answered_sections(sheet: AnswerSheet) -> list[dict[str, Any]]:
    """The sections of a draft as they stand now, with every asked question; sections without one are left out."""
    values = sheet.values
    asked = asked_questions(sheet.sections, values)
    sections = [
        {
            "title": section.title,
            "questions": [
                {
                    "id": question.pk,
                    "kind": question.kind,
                    "label": question.label,
                    "answer": plain_answer(question, values.get(question.pk)),
                }
                for question in section.open_questions
                if question.pk in asked
            ],
        }
        for section in sheet.sections
    ]
    return [section for section in sections if section["questions"]]


def digest_of(snapshot: dict[str, Any]) -> str:
    """The SHA-256 of a snapshot in its one canonical spelling."""
    spelled = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def plain_answer(question: Question, value: Value) -> Any:
    """An answer as plain JSON: no fractions, choices with their words, a file with its digest."""
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case StoredFile() | File():
            return {"id": getattr(value, "pk", None), "sha256": getattr(value, "sha256", "")} | {
                "name": value.name,
                "size": value.size,
            }
        case list():
            return [{"id": choice.pk, "label": choice.label} for choice in question.choices.all() if choice.pk in value]
        case int() if question.kind == QuestionKind.LIKERT:
            return {"value": value, "lowest": question.scale.start, "highest": question.scale.stop - 1}
        case _:
            return value
