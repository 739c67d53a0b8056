"""Extensions: a later closing moment, for all or, with a second coordinator, for one school."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.concerned import people_concerned
from calls.domain.confirmations import move_confirm_by
from calls.enums import CallState, ExtensionReason, ExtensionState, ProposalState
from calls.models import Call, Completion, Extension, TurnDown
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.organisations.models import Organisation

MOVABLE = (CallState.PUBLISHED, CallState.CLOSED)


class NoExtension(Refused):
    """The closing moment cannot move like this."""


class SecondPersonNeeded(Refused):
    """Who proposed an extension does not grant it."""


@transaction.atomic
def extend_call(call: Call, *, closes_at: datetime, reason_code: str, reason: str, by: User, at: datetime) -> Extension:
    """Give every school more time, and mail everybody who works on a proposal.

    Also after closing, for an outage only, as long as no proposal was judged: the call is then open again. Refuses an
    earlier moment, a call in review, and a closing moment that somebody moved meanwhile.
    """
    before = _require_later(call, closes_at, at=at)
    if call.is_past_closing_at(at):
        _require_outage(call, reason_code)
    extension = _propose(call, None, before, closes_at=closes_at, reason_code=reason_code, reason=reason, by=by, at=at)
    if call.state == CallState.CLOSED:
        move_state(call, CallState.PUBLISHED, by=by, at=at, reason=reason.strip(), closes_at=closes_at)
    elif Call.objects.filter(pk=call.pk, state=CallState.PUBLISHED, closes_at=before).update(closes_at=closes_at) != 1:
        raise LostRace(_("Somebody moved the closing moment just before you."))
    call.closes_at = closes_at
    move_confirm_by(call)
    move_state(extension, ExtensionState.GRANTED, by=by, at=at)
    _tell(extension, at=at)
    return extension


@transaction.atomic
def propose_extension(
    call: Call, school: Organisation, *, closes_at: datetime, reason_code: str, reason: str, by: User, at: datetime
) -> Extension:
    """Ask a second coordinator to give one school more time, also after closing.

    Refuses an earlier moment, a call in review, and a second proposal for the same school.
    """
    before = _require_later(call, closes_at, at=at)
    try:
        with transaction.atomic():
            return _propose(
                call, school, before, closes_at=closes_at, reason_code=reason_code, reason=reason, by=by, at=at
            )
    except IntegrityError as error:
        raise NoExtension(_("An extension for this school waits for a second coordinator already.")) from error


@transaction.atomic
def grant_extension(extension: Extension, *, by: User, at: datetime) -> None:
    """Give one school more time, as a second coordinator, and mail its people.

    Refuses who proposed it, a moment that passed meanwhile, a call in review, and a second answer.
    """
    if by.pk == extension.proposed_by_id:
        raise SecondPersonNeeded(_("Another coordinator than who proposed it decides."))
    # The review round opens or this is granted, never both: each holds the call.
    call = Call.objects.select_for_update().get(pk=extension.call_id)
    _require_later(call, extension.closes_at, at=at)
    move_state(extension, ExtensionState.GRANTED, by=by, at=at)
    move_confirm_by(call, extension.school_id)
    _tell(extension, at=at)


def refuse_extension(extension: Extension, *, reason: str, by: User, at: datetime) -> None:
    """Leave the closing moment of a school where it is; refuses a second answer."""
    move_state(extension, ExtensionState.REFUSED, by=by, at=at, reason=reason.strip())


def _propose(
    call: Call,
    school: Organisation | None,
    before: datetime,
    *,
    closes_at: datetime,
    reason_code: str,
    reason: str,
    by: User,
    at: datetime,
) -> Extension:
    return Extension.objects.create(
        call=call,
        school=school,
        reason_code=reason_code,
        reason=reason.strip(),
        closes_at_before=before,
        closes_at=closes_at,
        proposed_by=by,
        proposed_at=at,
    )


def _require_later(call: Call, closes_at: datetime, *, at: datetime) -> datetime:
    """The closing moment that stands, once the new one may take its place."""
    if call.state not in MOVABLE:
        raise NoExtension(_("The closing moment moves between publication and the review round."))
    if call.closes_at is None or closes_at <= call.closes_at:
        raise NoExtension(_("An extension gives more time, never less."))
    if closes_at <= at:
        raise NoExtension(_("The new closing moment has passed."))
    return call.closes_at


def _require_outage(call: Call, reason_code: str) -> None:
    if reason_code != ExtensionReason.OUTAGE:
        raise NoExtension(_("After closing, more time for all is given for an outage of the portal only."))
    judged = call.proposals.exclude(state__in=[ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.WITHDRAWN])
    began = (
        Completion.objects.filter(proposal__call=call).exists() or TurnDown.objects.filter(proposal__call=call).exists()
    )
    if began or judged.exists():
        raise NoExtension(_("The formal check began: the call cannot open again."))


def _tell(extension: Extension, *, at: datetime) -> None:
    for person in people_concerned(extension.call, school_id=extension.school_id, at=at):
        notices.tell_extension(extension, person, at=at)
