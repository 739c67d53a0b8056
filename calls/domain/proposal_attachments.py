"""Files of a proposal: added and taken away while it is a draft, within what its call allows."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.domain.core import NotADraft
from calls.enums import ProposalState
from calls.models import Proposal, ProposalAttachment
from calls.models.rules import MEGABYTE
from innovet.accounts.models import User
from innovet.files.domain.examining import Upload
from innovet.files.domain.refusals import FileRefused
from innovet.files.domain.storing import store_file
from innovet.files.enums import FileKind
from innovet.kit.refused import Refused


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
    call = proposal.call
    stored = store_file(
        upload, by=by, at=at, kinds=allowed_kinds(call.file_kinds), largest=call.max_file_megabytes * MEGABYTE
    )
    used = proposal.attachments.aggregate(used=Sum("file__size"))["used"] or 0
    if used + stored.size > call.max_total_megabytes * MEGABYTE:
        raise FileRefused(
            ngettext(
                "All files together may be %(most)d megabyte at most. Take a file away or make this one smaller.",
                "All files together may be %(most)d megabytes at most. Take a file away or make this one smaller.",
                call.max_total_megabytes,
            )
            % {"most": call.max_total_megabytes}
        )
    try:
        with transaction.atomic():
            return proposal.attachments.create(title=title, file=stored)
    except IntegrityError as error:
        raise TitleTaken(_("This proposal already has an attachment of that name.")) from error


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


def _hold_draft(proposal: Proposal) -> None:
    """Claim the draft for one change: handing in waits for the commit, or was first and the change is refused."""
    draft = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.DRAFT)
    if draft.update(title=F("title")) != 1:
        raise NotADraft(_("This proposal was handed in and can no longer change."))
