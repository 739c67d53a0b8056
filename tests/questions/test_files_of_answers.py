import pytest

from innovet.files.domain.storing import purge_unreferenced
from innovet.files.models import StoredFile
from innovet.kit import clock
from innovet.questions.domain.sheets import save_answers
from innovet.questions.enums import QuestionKind as K
from tests.factories.files import StoredFileFactory
from tests.factories.questions import every_kind, sheet_of


@pytest.mark.django_db
def test_a_file_in_an_answer_is_not_purged():
    questionnaire, questions = every_kind()
    kept = StoredFileFactory(uploaded_at="2020-01-01T00:00Z")
    StoredFileFactory(uploaded_at="2020-01-01T00:00Z")
    save_answers(sheet_of(questionnaire), {questions[K.FILE].pk: kept}, revision=0, by=None, at=clock.now())
    assert purge_unreferenced(at=clock.now()) == 1
    assert list(StoredFile.objects.all()) == [kept]
