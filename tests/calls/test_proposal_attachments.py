import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from calls.domain.core import NotADraft
from calls.domain.proposal_attachments import attach_file, remove_attachment
from calls.domain.proposals import submit_proposal
from calls.domain.replacing import take_back_proposal
from calls.models import Proposal, ProposalAttachment
from innovet.accounts.models import User
from innovet.files.domain.refusals import FileRefused
from innovet.files.domain.storing import UNUSED_FOR, purge_unreferenced
from innovet.files.enums import FileKind
from innovet.files.models import StoredFile
from innovet.kit import clock
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    WHILE_OPEN,
    CallFactory,
    ProposalAttachmentFactory,
    ProposalFactory,
    submitted_proposal,
)
from tests.factories.files import PDF, picture, upload

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def attach(proposal, title="Brief", file=None):
    return attach_file(proposal, title=title, upload=file or upload(), by=proposal.started_by, at=WHILE_OPEN)


def client_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def send(proposal, **data):
    with clock.at(WHILE_OPEN):
        return client_of(proposal.started_by).post(reverse("proposal_attachment_add", args=[proposal.pk]), data)


def big(size, name="groot.pdf"):
    return SimpleUploadedFile(name, PDF + b" " * (size - len(PDF)))


def test_a_file_is_added_under_a_safe_name_and_stands_on_the_pages_of_the_proposal():
    proposal = ProposalFactory()
    response = send(proposal, title="Brief", file=upload("../../Brief <b>.pdf"))
    assert response.status_code == 302
    attachment = proposal.attachments.get()
    assert "/" not in attachment.file.name
    client = client_of(proposal.started_by)
    for page in ("proposal_attachments", "proposal_detail", "proposal_submit"):
        shown = client.get(reverse(page, args=[proposal.pk])).content.decode()
        assert reverse("proposal_attachment_download", args=[attachment.pk]) in shown


@pytest.mark.parametrize(
    ("file", "rules", "words"),
    [
        (lambda: upload("brief.pdf", b"MZ\x90\x00 program"), {}, "Dit is een programma"),
        (lambda: upload("brief.pdf", b"Gewone tekst"), {}, "past niet bij"),
        (lambda: upload("foto.png", picture()), {"file_kinds": ["pdf"]}, "hier niet aanvaard"),
        (lambda: upload("leeg.pdf", b""), {}, "leeg"),
        (lambda: big(MEGABYTE + 1), {"max_file_megabytes": 1}, "te groot"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field_and_the_title_stays(file, rules, words):
    proposal = ProposalFactory(call=CallFactory(**rules))
    response = send(proposal, title="Mijn titel", file=file())
    assert response.status_code == 422
    assert words in str(response.context["form"].errors["file"])
    assert 'value="Mijn titel"' in response.content.decode()
    assert not ProposalAttachment.objects.exists()


def test_files_together_stay_within_the_call_to_the_byte():
    proposal = ProposalFactory(call=CallFactory(max_file_megabytes=1, max_total_megabytes=2))
    attach(proposal, "Een", big(MEGABYTE))
    attach(proposal, "Twee", big(MEGABYTE - 100))
    attach(proposal, "Drie", big(100))
    response = send(proposal, title="Vier", file=upload())
    assert response.status_code == 422
    assert "Alle bestanden samen" in str(response.context["form"].errors["file"])
    assert StoredFile.objects.count() == 3


def test_a_title_stands_once_and_is_told_beside_the_title():
    proposal = ProposalFactory()
    attach(proposal)
    response = send(proposal, title="Brief", file=upload())
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["title"]


def test_what_the_virus_scanner_finds_is_not_kept(monkeypatch):
    from innovet.files.domain import storing
    from innovet.files.enums import ScanState

    monkeypatch.setattr(storing, "scan", lambda _chunks: ScanState.INFECTED)
    with pytest.raises(FileRefused):
        attach(ProposalFactory())
    assert not StoredFile.objects.exists()


def test_a_proposal_that_was_handed_in_keeps_its_files_as_they_were():
    proposal = ProposalFactory()
    attachment = attach(proposal)
    stale = Proposal.objects.get(pk=proposal.pk)
    submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    with pytest.raises(NotADraft):
        attach(stale, "Later")
    with pytest.raises(NotADraft):
        remove_attachment(attachment)
    version = proposal.versions.get()
    assert json.loads(version.snapshot)["attachments"] == [
        {"title": "Brief", "name": "verslag.pdf", "size": len(PDF), "sha256": attachment.file.sha256}
    ]


def test_a_file_that_a_later_draft_drops_stays_with_the_version_that_had_it():
    proposal = submitted_proposal(plan=True)
    take_back_proposal(proposal, reason="Nog iets.", by=proposal.started_by, at=WHILE_OPEN)
    kept = attach(proposal, "In de versie")
    submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    take_back_proposal(proposal, reason="Nog iets.", by=proposal.started_by, at=WHILE_OPEN)
    dropped = attach(proposal, "Nooit ingediend")
    remove_attachment(proposal.attachments.get(pk=kept.pk))
    remove_attachment(dropped)
    assert purge_unreferenced(at=WHILE_OPEN + 2 * UNUSED_FOR) == 1
    assert list(StoredFile.objects.all()) == [kept.file]


def test_only_who_may_see_the_proposal_reads_its_files():
    attachment = ProposalAttachmentFactory()
    address = reverse("proposal_attachment_download", args=[attachment.pk])
    response = client_of(attachment.proposal.started_by).get(address)
    assert b"".join(response.streaming_content) == PDF
    for stranger in (UserFactory(), UserFactory(coordinator=True), UserFactory(administrator=True)):
        assert client_of(stranger).get(address).status_code == 404


def test_a_call_that_names_no_kinds_takes_every_kind():
    proposal = ProposalFactory()
    assert attach(proposal, file=upload("foto.png", picture())).file.kind == FileKind.IMAGE
