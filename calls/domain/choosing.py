"""A head chooses within the limit of the call: one proposal is taken back and another handed in, in one act."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls import notices
from calls.domain import limits
from calls.domain.drafts import people_of
from calls.domain.proposals import submit_proposal
from calls.domain.replacing import take_back_proposal
from calls.models import Proposal, ProposalVersion
from innovet.accounts.models import User
from innovet.kit.refused import Refused


class NotInTheWay(Refused):
    """Taking that one back makes no room."""


@transaction.atomic
def hand_in_instead(proposal: Proposal, other: Proposal, *, by: User, at: datetime) -> ProposalVersion:
    """Take the other back to draft, tell its writers, and hand this one in; all or nothing.

    Refuses another that does not count for the same limit, and all that taking back and handing in refuse.
    """
    limits.hold_units(proposal)
    in_the_way = {standing.pk for counted in limits.exceeded(proposal) for standing in counted.standing}
    if other.pk not in in_the_way:
        raise NotInTheWay(_("Taking that proposal back makes no room for this one."))
    reason = _("The head chose to hand in “%(title)s” instead.") % {"title": proposal}
    take_back_proposal(other, reason=reason, by=by, at=at)
    version = submit_proposal(proposal, by=by, at=at)
    for person in people_of([other], at)[other.pk]:
        notices.tell_choice(version.proposal, other, person, by=by, at=at)
    return version
