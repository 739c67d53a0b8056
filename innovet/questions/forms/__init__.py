"""Forms: to fill in a sheet, and to make a questionnaire."""

from innovet.questions.forms.editor import QuestionForm, QuestionnaireForm, SectionForm
from innovet.questions.forms.sheets import SheetForm

__all__ = ["QuestionForm", "QuestionnaireForm", "SectionForm", "SheetForm"]
