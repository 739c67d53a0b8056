import datetime
from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse

from calls.domain import proposals
from calls.enums import CallState
from calls.models import Call, Proposal
from innovet.kit import clock
from innovet.questions.domain import questionnaires, sheets
from innovet.questions.enums import QuestionKind
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    ProposalRoleFactory,
    submitted_proposal,
)

pytestmark = pytest.mark.django_db


def words_of(response):
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(response.content))


def answered_proposal():
    call = CallFactory(draft=True)
    section = questionnaires.add_section(call.questionnaire, "Het voorstel")
    kinds = {
        QuestionKind.LONG_TEXT: "Regel een\nregel *twee* #twee",
        QuestionKind.MONEY: 123_450,
        QuestionKind.YES_NO: True,
        QuestionKind.DATE: datetime.date(2027, 5, 3),
        QuestionKind.NUMBER: Decimal(7),
    }
    questions = {
        questionnaires.add_question(section, kind=kind, label=f"Vraag {kind}", is_required=False).pk: value
        for kind, value in kinds.items()
    }
    Call.objects.filter(pk=call.pk).update(state=CallState.PUBLISHED)
    proposal = ProposalFactory(call=Call.objects.get(pk=call.pk))
    sheets.save_answers(proposal.sheet, questions, revision=proposal.sheet.revision, by=None, at=WHILE_OPEN)
    return Proposal.objects.get(pk=proposal.pk)


def test_the_document_says_what_was_handed_in_with_time_province_and_digest(client):
    proposal = answered_proposal()
    version = proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    # The document is made from the frozen version: the row may change with a later one.
    Proposal.objects.filter(pk=proposal.pk).update(title="Anders", summary="Anders")
    client.force_login(proposal.started_by)
    response = client.get(reverse("proposal_pdf", args=[proposal.pk, 1]))
    assert response["Content-Type"] == "application/pdf"
    words = "".join(words_of(response).split())
    said = [proposal.title, "maandag 1 februari 2027, 10:00:00", version.sha256, proposal.get_province_display()]
    said += [proposal.summary, "*twee* #twee", "1.234,50 euro", "3 mei 2027", "8.000 euro", "Schoolbestuur Gent"]
    for text in said:
        assert "".join(str(text).split()) in words, text
    assert "Anders" not in words


def test_the_receipt_shows_seconds_province_and_digest(client):
    proposal = submitted_proposal()
    client.force_login(proposal.started_by)
    with clock.at(WHILE_OPEN):
        shown = client.get(reverse("proposal_receipt", args=[proposal.pk])).content.decode()
    version = proposal.versions.get()
    for text in ("10:00:00 (Brusselse tijd)", version.sha256, proposal.get_province_display(), "8.000 euro"):
        assert text in shown


def test_only_who_may_see_the_proposal_downloads_it(client):
    proposal = submitted_proposal()
    page = reverse("proposal_pdf", args=[proposal.pk, 1])
    reader, coordinator = ProposalRoleFactory(proposal=proposal, role="reader").user, UserFactory(coordinator=True)
    for person, moment, status in (
        (reader, WHILE_OPEN, 200),
        (UserFactory(), WHILE_OPEN, 404),
        (coordinator, WHILE_OPEN, 404),
        (coordinator, AFTER, 200),
    ):
        client.force_login(person)
        with clock.at(moment):
            assert client.get(page).status_code == status
    client.force_login(reader)
    assert client.get(reverse("proposal_pdf", args=[proposal.pk, 2])).status_code == 404
    assert client.get(reverse("proposal_receipt", args=[ProposalFactory(started_by=reader).pk])).status_code == 404
