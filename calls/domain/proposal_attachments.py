"""Files of a proposal: added and taken away while it is a draft, within what its call allows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.domain.core import NotADraft
from calls.enums import ProposalState
from calls.models import Call, Proposal, ProposalAttachment
from calls.models.rules import MEGABYTE
from innovet.accounts.models import User
from innovet.files.domain.examining import Upload
from innovet.files.domain.refusals import FileRefused
from innovet.files.domain.storing import store_file
from innovet.files.enums import FileKind
from innovet.files.models import StoredFile
from innovet.kit.refused import Refused, StaleRevision
from innovet.questions.models import Answer


class TitleTaken(Refused):
    """The proposal has an attachment of that name."""


def allowed_kinds(call_kinds: list[str]) -> frozenset[FileKind] | None:
    """The kinds that a call takes; none named is every kind."""
    return frozenset(FileKind(kind) for kind in call_kinds) or None


@transaction.atomic
def attach_file(proposal: Proposal, *, title: str, upload: Upload, by: User, at: datetime) -> ProposalAttachment:
    """Keep a file with a draft.

    Refuses a proposal that was handed in (NotADraft), a kind or size that the call does not take and files that
    together are too large (FileRefused), and a name that stands (TitleTaken). Two at once wait for each other.
    """
    _hold_draft(proposal)
    return keep_attachment(proposal, title=title, upload=upload, by=by, at=at)


def keep_attachment(proposal: Proposal, *, title: str, upload: Upload, by: User, at: datetime) -> ProposalAttachment:
    """Keep a file with a proposal that the caller holds; refuses what its call does not take and a name that stands."""
    call = proposal.call
    stored = store_file(
        upload, by=by, at=at, kinds=allowed_kinds(call.file_kinds), largest=call.max_file_megabytes * MEGABYTE
    )
    in_answers = Answer.objects.filter(sheet=proposal.sheet_id, question__closed_at=None)
    _require_total(
        call, _attached(proposal) + (in_answers.aggregate(used=Sum("file__size"))["used"] or 0) + stored.size
    )
    try:
        with transaction.atomic():
            return proposal.attachments.create(title=title, file=stored)
    except IntegrityError as error:
        raise TitleTaken(_("This proposal already has an attachment of that name.")) from error


def save_with_files(proposal: Proposal, save: Callable[[], None]) -> None:
    """Save answers among which are files; what `save` keeps counts with the attachments.

    Refuses a proposal that was handed in (NotADraft), and files that the call does not take (FileRefused): then
    nothing is kept. When somebody else changed the same answers, the others are kept and StaleRevision is raised.
    """
    stale = None
    try:
        with transaction.atomic():
            _hold_draft(proposal)
            try:
                save()
            except StaleRevision as found:
                stale = found
            require_answer_files(proposal)
    except FileRefused:
        # The rows went back to what stood; so does what was read of them.
        proposal.sheet.refresh_from_db()
        proposal.sheet.forget()
        raise
    if stale is not None:
        raise stale


def require_answer_files(proposal: Proposal) -> None:
    """Refuse files in answers that the call does not take: their kind, their size, and all files together."""
    files = [value for value in proposal.sheet.values.values() if isinstance(value, StoredFile)]
    if not files:
        return
    call = proposal.call
    kinds = allowed_kinds(call.file_kinds)
    for file in files:
        if kinds is not None and file.kind not in kinds:
            raise FileRefused(_("The call does not take a file of this kind: %(name)s.") % {"name": file.name})
        if file.size > call.max_file_megabytes * MEGABYTE:
            words = {"name": file.name, "most": call.max_file_megabytes}
            raise FileRefused(_("The file %(name)s is too large: at most %(most)s megabytes.") % words)
    _require_total(call, _attached(proposal) + sum(file.size for file in files))


@transaction.atomic
def remove_attachment(attachment: ProposalAttachment) -> None:
    """Take a file away from a draft; refuses a proposal that was handed in.

    The content goes with the sweep of files to which nothing points: a version that was handed in keeps its files.
    """
    _hold_draft(attachment.proposal)
    attachment.delete()


def describe_attachments(proposal: Proposal) -> list[dict[str, Any]]:
    """The files as plain data, each with the digest of its content: what is frozen with a version."""
    return [
        {
            "title": attachment.title,
            "name": attachment.file.name,
            "size": attachment.file.size,
            "sha256": attachment.file.sha256,
        }
        for attachment in proposal.attachments.all()
    ]


def _attached(proposal: Proposal) -> int:
    used: int | None = proposal.attachments.aggregate(used=Sum("file__size"))["used"]
    return used or 0


def _require_total(call: Call, size: int) -> None:
    if size > call.max_total_megabytes * MEGABYTE:
        raise FileRefused(
            ngettext(
                "All files together may be %(most)d megabyte at most. Take a file away or make this one smaller.",
                "All files together may be %(most)d megabytes at most. Take a file away or make this one smaller.",
                call.max_total_megabytes,
            )
            % {"most": call.max_total_megabytes}
        )


def _hold_draft(proposal: Proposal) -> None:
    """Claim the draft for one change: handing in waits for the commit, or was first and the change is refused."""
    draft = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.DRAFT)
    if draft.update(title=F("title")) != 1:
        raise NotADraft(_("This proposal was handed in and can no longer change."))
