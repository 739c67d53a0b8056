"""A team asks a coordinator for help: only then a draft is read by somebody outside it, and each look is noted."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.core import NotADraft
from calls.models import HelpRequest, HelpVisit, Proposal
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused


class HelpEnded(Refused):
    """The team no longer asks for help with this draft."""


@transaction.atomic
def ask_help(proposal: Proposal, question: str, *, by: User, at: datetime) -> HelpRequest:
    """Open a draft to coordinators with a question, and tell them; refuses what is no draft, and a second time."""
    if not proposal.is_draft:
        raise NotADraft(_("This proposal was handed in and can no longer change."))
    try:
        with transaction.atomic():
            request = proposal.help_requests.create(question=question.strip(), asked_by=by, asked_at=at)
    except IntegrityError as error:
        raise Refused(_("You asked for help already.")) from error
    notices.ask_help(request, at=at)
    return request


@transaction.atomic
def look_along(request: HelpRequest, *, by: User, at: datetime) -> HelpVisit:
    """Note that a coordinator reads the draft now; refuses once the team ended it or handed in.

    The request is held: the end comes before this look, which is refused, or after it.
    """
    current = HelpRequest.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=request.pk)
    if current.ended_at is not None or not current.proposal.is_draft:
        raise HelpEnded(_("The team no longer asks for help with this draft."))
    return current.visits.create(by=by, at=at)


def end_help(request: HelpRequest, *, at: datetime) -> None:
    """Close the draft to coordinators again; refuses a second time."""
    if HelpRequest.objects.filter(pk=request.pk, ended_at=None).update(ended_at=at) != 1:
        raise LostRace(_("Somebody ended this just before."))
    request.ended_at = at
