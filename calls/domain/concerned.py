"""Whom a change of a call concerns: everybody who works on a draft or a proposal."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from calls.enums import ProposalState
from calls.models import Call, ProposalRole
from innovet.accounts.models import User


def people_concerned(call: Call, *, school_id: int | None = None, at: datetime) -> QuerySet[User]:
    """Who started a proposal that was not withdrawn, or has a role in its team today; of one school when it is named."""
    proposals = call.proposals.exclude(state=ProposalState.WITHDRAWN).order_by()
    if school_id is not None:
        proposals = proposals.filter(lead_school=school_id)
    roles = ProposalRole.objects.filter(proposal__in=proposals).on(timezone.localdate(at)).order_by()
    return User.objects.filter(
        Q(pk__in=proposals.values("started_by")) | Q(pk__in=roles.values("user")), is_active=True
    ).order_by("pk")
