"""Pages of the form engine."""

from innovet.questions.views.conflicts import conflict_response
from innovet.questions.views.editor import (
    question_add,
    question_edit,
    question_move,
    question_reopen,
    question_withdraw,
    questionnaire_detail,
    questionnaire_edit,
    questionnaire_preview,
    questionnaire_print,
    section_add,
    section_edit,
    section_move,
    section_remove,
)

__all__ = [
    "conflict_response",
    "question_add",
    "question_edit",
    "question_move",
    "question_reopen",
    "question_withdraw",
    "questionnaire_detail",
    "questionnaire_edit",
    "questionnaire_preview",
    "questionnaire_print",
    "section_add",
    "section_edit",
    "section_move",
    "section_remove",
]
