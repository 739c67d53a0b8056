"""What the global search may show of calls."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.models import Call, Proposal
from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit import clock
from innovet.kit.contributions import MOST_FOUND, Found


def find(user: User | AnonymousUser, words: str) -> list[Found]:
    """Calls for everybody; proposals only for those who may open them."""
    calls, proposals = Q(), Q()
    for word in words.split()[:5]:
        calls &= Q(title__icontains=word) | Q(introduction__icontains=word)
        proposals &= Q(title__icontains=word) | Q(lead_school__name__icontains=word)
    found = [
        Found(call.title, _("call"), call.get_absolute_url())
        for call in Call.objects.visible_to(user).filter(calls)[:MOST_FOUND]
    ]
    if standing_of(user).user_id is None:
        return found
    visible = Proposal.objects.visible_to(user, at=clock.now()).select_related("lead_school")
    return found + [
        Found(str(proposal), _("proposal"), proposal.get_absolute_url(), proposal.lead_school.name)
        for proposal in visible.filter(proposals)[:MOST_FOUND]
    ]
