"""What happens around a reading: readers assigned, scores saved and handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.conflicts import barred_people, possible_readers
from calls.enums import CallState, ProposalState, ReviewState
from calls.models import Call, Proposal, Review, Score
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import Refused, StaleRevision, require_reason

# Scores outside the middle of the scale ask for an explanation.
EXPLAINED = frozenset({0, 1, 5})


class ConflictStands(Refused):
    """A conflict of interest bars this person from this proposal."""


class NotAReader(Refused):
    """The person has no role that reads proposals."""


class ReviewClosed(Refused):
    """The round is not open, or the review was handed in."""


class ReviewIncomplete(Refused):
    """Scores or explanations are missing."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader gives for one criterion; no points yet is None."""

    points: int | None
    text: str = ""


@transaction.atomic
def assign_reader(proposal: Proposal, reader: User, *, by: User, at: datetime) -> Review:
    """Give a proposal to a reader; told at once when the round is open, otherwise when it opens.

    Refuses a person without a reading role, with a conflict of interest, or who has it already, and a proposal that
    is not admissible.
    """
    call = proposal.call
    if proposal.state != ProposalState.ADMISSIBLE or call.state not in {CallState.CLOSED, CallState.REVIEW}:
        raise ReviewClosed(_("Readers are assigned to admissible proposals, until the round is closed."))
    if not possible_readers(call, localdate(at)).filter(pk=reader.pk).exists():
        raise NotAReader(_("%(name)s has no role that reads proposals of this call.") % {"name": reader})
    if reason := barred_people(proposal).get(reader.pk):
        raise ConflictStands(_("%(name)s has a conflict of interest: %(reason)s.") % {"name": reader, "reason": reason})
    version = proposal.versions.latest("number")
    try:
        with transaction.atomic():
            review = Review.objects.create(
                proposal=proposal, version=version, reviewer=reader, assigned_by=by, assigned_at=at
            )
    except IntegrityError as error:
        raise Refused(_("%(name)s has this proposal already.") % {"name": reader}) from error
    if call.state == CallState.REVIEW:
        notices.tell_reviewer(call, reader, at=at)
    return review


@transaction.atomic
def void_review(review: Review, *, reason: str, by: User, at: datetime) -> None:
    """Take a reading out of the count; it is kept. Refuses without a reason."""
    move_state(review, ReviewState.VOID, by=by, at=at, reason=require_reason(reason))


@transaction.atomic
def save_review(review: Review, given: Mapping[int, Given], *, remark: str, revision: int) -> None:
    """Save scores by criterion id as the next revision.

    Refuses a closed round or a review that was handed in (ReviewClosed), and a revision that was not the last
    (StaleRevision, with the row that stands).
    """
    _require_round(review.proposal.call)
    mine = Review.objects.filter(pk=review.pk, state=ReviewState.OPEN, revision=revision)
    if mine.update(remark=remark, revision=F("revision") + 1) != 1:
        current = Review.objects.get(pk=review.pk)
        if current.state == ReviewState.OPEN:
            raise StaleRevision(_("This review was saved elsewhere while you were typing."), current=current)
        raise ReviewClosed(_("This review was handed in."))
    Score.objects.bulk_create(
        [
            Score(review=review, criterion_id=criterion, points=value.points, text=value.text.strip())
            for criterion, value in given.items()
        ],
        update_conflicts=True,
        update_fields=["points", "text"],
        unique_fields=["review", "criterion"],
    )
    review.refresh_from_db(fields=["remark", "revision"])


@transaction.atomic
def submit_review(review: Review, *, by: User, at: datetime) -> None:
    """Hand in a complete reading: a score for every criterion, explained when it is very low or the highest."""
    _require_round(review.proposal.call)
    if missing := missing_scores(review):
        raise ReviewIncomplete(_("Still missing: %(parts)s") % {"parts": "; ".join(missing)})
    move_state(review, ReviewState.SUBMITTED, by=by, at=at, submitted_at=at)


@transaction.atomic
def reopen_review(review: Review, *, reason: str, by: User, at: datetime) -> None:
    """Give a reading back to its reader while the round is open; refuses without a reason."""
    _require_round(review.proposal.call)
    move_state(review, ReviewState.OPEN, by=by, at=at, reason=require_reason(reason), submitted_at=None)


def missing_scores(review: Review) -> list[str]:
    """Name the criteria without a score, and the scores without the explanation they ask."""
    scores = {score.criterion_id: score for score in review.scores.all()}
    missing = []
    for criterion in review.proposal.call.criteria.all():
        score = scores.get(criterion.pk)
        if score is None or score.points is None:
            missing.append(_("a score for %(criterion)s") % {"criterion": criterion.name})
        elif score.points in EXPLAINED and not score.text:
            missing.append(_("an explanation for %(criterion)s") % {"criterion": criterion.name})
    return missing


def _require_round(call: Call) -> None:
    """Hold the call while a review is written: the round closes after the commit, or was closed and refuses it."""
    if Call.objects.select_for_update().get(pk=call.pk).state != CallState.REVIEW:
        raise ReviewClosed(_("No review round is open."))
