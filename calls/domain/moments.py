"""Until when proposals come in: the call's closing moment, or a later one that was granted to one school."""

from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from calls.enums import ExtensionState
from calls.models import Call, Extension, Proposal
from innovet.kit.refused import Refused


class CallClosed(Refused):
    """The call's window is not open."""


def closing_of(proposal: Proposal) -> datetime | None:
    """The first instant too late for this proposal: that of its call, or later by an extension for its lead school."""
    return closing_for(proposal.call, proposal.lead_school_id)


def closing_for(call: Call, school_id: int) -> datetime | None:
    """The first instant too late for a school; none while the call has no closing moment. One statement."""
    return _latest(call, Extension.objects.filter(call=call, school=school_id, state=ExtensionState.GRANTED))


def closings_of(call: Call) -> dict[int, datetime]:
    """The first instant too late for each school that got an extension of its own. One statement."""
    own = Extension.objects.filter(call=call, school__isnull=False, state=ExtensionState.GRANTED)
    return dict(own.order_by().values_list("school").annotate(Max("closes_at")))


def last_closing_of(call: Call) -> datetime | None:
    """The first instant too late for everybody, the schools with an extension of their own included. One statement."""
    return _latest(call, Extension.objects.filter(call=call, school__isnull=False, state=ExtensionState.GRANTED))


def is_open_for(proposal: Proposal, at: datetime) -> bool:
    """Whether the call takes this proposal now, its school's own extension included."""
    return proposal.call.is_open_at(at, until=closing_of(proposal))


def require_open(call: Call, school_id: int, at: datetime) -> None:
    """Refuse unless the call takes proposals of this school; one instant after the closing moment is too late."""
    if not call.is_open_at(at, until=closing_for(call, school_id)):
        raise CallClosed(_("This call does not take proposals now."))


def _latest(call: Call, granted: QuerySet[Extension]) -> datetime | None:
    later = granted.aggregate(latest=Max("closes_at"))["latest"]
    return max(filter(None, (call.closes_at, later)), default=None)
