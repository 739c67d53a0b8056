import pytest

from innovet.kit import clock
from innovet.kit.refused import StaleRevision
from innovet.questions.domain.sheets import SheetFrozen, save_answer, save_answers, submit_sheet
from innovet.questions.models import AnswerSheet
from tests.factories.questions import QuestionFactory, sheet_of

pytestmark = pytest.mark.django_db


def test_one_answer_is_kept_by_itself_and_beside_what_somebody_else_saved():
    question, other = QuestionFactory(), QuestionFactory()
    other.section = question.section
    other.save()
    mine = sheet_of(question.section.questionnaire)
    options = {"by": None, "at": clock.now()}
    assert save_answer(mine, question, "een", revision=0, **options) == 1
    save_answers(AnswerSheet.objects.get(pk=mine.pk), {other.pk: "van een ander"}, revision=1, **options)
    assert save_answer(AnswerSheet.objects.get(pk=mine.pk), question, "twee", revision=1, **options) == 3
    assert AnswerSheet.objects.get(pk=mine.pk).values == {question.pk: "twee", other.pk: "van een ander"}
    with pytest.raises(StaleRevision) as stale:
        save_answer(AnswerSheet.objects.get(pk=mine.pk), question, "drie", revision=1, **options)
    assert [(conflict.yours, conflict.theirs) for conflict in stale.value.current] == [("drie", "twee")]
    submit_sheet(AnswerSheet.objects.get(pk=mine.pk), by=None, at=clock.now())
    with pytest.raises(SheetFrozen):
        save_answer(AnswerSheet.objects.get(pk=mine.pk), question, "vier", revision=3, **options)
