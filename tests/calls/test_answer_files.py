"""Files in answers follow the call: its kinds, its sizes, and one total with the attachments."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from calls.domain.proposal_attachments import attach_file
from calls.domain.proposals import missing_parts
from calls.models import Call
from innovet.accounts.models import User
from innovet.files.domain.refusals import FileRefused
from innovet.kit import clock
from innovet.questions.models import AnswerSheet
from tests.factories.calls import WHILE_OPEN, CallFactory, ProposalAttachmentFactory, ProposalFactory
from tests.factories.files import PDF, picture, upload
from tests.factories.questions import QuestionFactory, SectionFactory

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def asking(**rules):
    proposal = ProposalFactory(call=CallFactory(**rules))
    section = SectionFactory(questionnaire=proposal.call.questionnaire)
    return proposal, QuestionFactory(section=section, kind="file"), QuestionFactory(section=section, kind="text")


def big(size):
    return SimpleUploadedFile("groot.pdf", PDF + b" " * (size - len(PDF)))


def save(proposal, question, file, **more):
    client = Client()
    client.force_login(User.objects.get(pk=proposal.started_by_id))
    with clock.at(WHILE_OPEN):
        data = {f"q{question.pk}": file, f"was-{question.pk}": "", "revision": 0, **more}
        return client.post(reverse("proposal_answers", args=[proposal.pk]), data)


def answers(proposal):
    return AnswerSheet.objects.get(pk=proposal.sheet_id).values


def test_a_file_that_the_call_takes_is_kept():
    proposal, question, _text = asking(file_kinds=["pdf"])
    assert save(proposal, question, upload()).status_code == 302
    assert answers(proposal)[question.pk].name == "verslag.pdf"


@pytest.mark.parametrize(
    ("rules", "file", "words"),
    [
        ({"file_kinds": ["pdf"]}, lambda: upload("foto.png", picture()), "foto.png"),
        ({"max_file_megabytes": 1}, lambda: big(MEGABYTE + 1), "te groot"),
        ({"max_file_megabytes": 1, "max_total_megabytes": 1}, lambda: big(MEGABYTE), "hoogstens 1 megabyte"),
    ],
)
def test_a_file_that_the_call_does_not_take_is_refused_and_what_was_typed_stays(rules, file, words):
    proposal, question, text = asking(**rules)
    ProposalAttachmentFactory(proposal=proposal)
    response = save(proposal, question, file(), **{f"q{text.pk}": "Mijn tekst", f"was-{text.pk}": ""})
    page = response.content.decode()
    assert response.status_code == 409
    assert words in page
    assert "Mijn tekst" in page
    assert answers(proposal) == {}
    again = {f"q{text.pk}": "Mijn tekst", f"was-{text.pk}": ""}
    assert save(proposal, question, upload(), **again).status_code == 302
    assert answers(proposal)[text.pk] == "Mijn tekst"


def test_an_attachment_counts_with_the_files_of_answers():
    proposal, question, _text = asking(max_file_megabytes=1, max_total_megabytes=1)
    save(proposal, question, big(MEGABYTE - 10))
    with pytest.raises(FileRefused):
        attach_file(proposal, title="Brief", upload=upload(), by=proposal.started_by, at=WHILE_OPEN)


def test_a_file_that_the_call_no_longer_takes_stands_between_a_draft_and_handing_in():
    proposal, question, text = asking(file_kinds=["image"])
    save(proposal, question, upload("foto.png", picture()), **{f"q{text.pk}": "x", f"was-{text.pk}": ""})
    url = reverse("proposal_answers", args=[proposal.pk])
    proposal.refresh_from_db()
    proposal.sheet.forget()
    assert url not in [part.url for part in missing_parts(proposal)]
    Call.objects.filter(pk=proposal.call_id).update(file_kinds=["pdf"])
    proposal.call.refresh_from_db()
    told = [part.text for part in missing_parts(proposal) if part.url == url]
    assert ["foto.png" in text for text in told] == [True]
