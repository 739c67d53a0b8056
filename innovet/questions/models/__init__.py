"""Models of the form engine."""

from innovet.questions.models.questionnaires import Choice, Question, Questionnaire, Section
from innovet.questions.models.sheets import Answer, AnswerChoice, AnswerSheet, Value

__all__ = ["Answer", "AnswerChoice", "AnswerSheet", "Choice", "Question", "Questionnaire", "Section", "Value"]
