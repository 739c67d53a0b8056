import datetime

import pytest

from calls.domain import calls, conflicts, reviews
from calls.domain.reviews import Given
from calls.enums import ConflictOrigin, ReviewState
from calls.models import Review
from innovet.kit.refused import ReasonMissing, Refused, StaleRevision
from innovet.notifications.models import Message
from projects.enums import CycleRoleKind
from tests.factories.accounts import UserFactory
from tests.factories.calls import AFTER, admissible_proposal, close, reading
from tests.factories.organisations import MembershipFactory
from tests.factories.projects import CycleRoleFactory

pytestmark = pytest.mark.django_db


def assign(proposal, reader, at=AFTER):
    return reviews.assign_reader(proposal, reader, by=UserFactory(coordinator=True), at=at)


def closed_proposal():
    proposal = admissible_proposal()
    close(proposal.call)
    proposal.refresh_from_db()
    return proposal


def open_review(points=4):
    proposal = closed_proposal()
    review = assign(proposal, UserFactory(steering=True))
    calls.open_review(proposal.call, by=UserFactory(), at=AFTER)
    given = {criterion.pk: Given(points, "Omdat.") for criterion in proposal.call.criteria.all()}
    return Review.objects.get(pk=review.pk), given


def test_a_steering_member_or_cycle_reader_may_read_and_others_may_not():
    proposal = closed_proposal()
    reader = CycleRoleFactory(cycle=proposal.call.cycle, role=CycleRoleKind.READER).user
    assert assign(proposal, reader).version == proposal.versions.get()
    assert assign(proposal, UserFactory(steering=True))
    for stranger in (UserFactory(), UserFactory(quality=True), CycleRoleFactory(role=CycleRoleKind.READER).user):
        with pytest.raises(reviews.NotAReader):
            assign(proposal, stranger)


def test_a_reader_of_an_organisation_in_the_proposal_is_blocked():
    proposal = closed_proposal()
    partner = proposal.consortium.members.get().organisation
    for organisation in (proposal.lead_school, partner):
        reader = UserFactory(steering=True)
        MembershipFactory(user=reader, organisation=organisation)
        with pytest.raises(reviews.ConflictStands):
            assign(proposal, reader)


def test_a_reader_gets_a_proposal_once():
    proposal = closed_proposal()
    reader = UserFactory(steering=True)
    assign(proposal, reader)
    with pytest.raises(Refused):
        assign(proposal, reader)


def test_a_reader_whose_reading_became_void_can_get_the_proposal_again():
    proposal = closed_proposal()
    reader = UserFactory(steering=True)
    reviews.void_review(assign(proposal, reader), reason="Vergissing.", by=UserFactory(), at=AFTER)
    assert assign(proposal, reader).state == ReviewState.OPEN
    assert proposal.reviews.count() == 2


def test_a_role_that_begins_today_counts_from_midnight_in_brussels():
    proposal = closed_proposal()
    midnight = datetime.datetime(2027, 3, 20, 23, 30, tzinfo=datetime.UTC)
    reader = CycleRoleFactory(
        cycle=proposal.call.cycle, role=CycleRoleKind.READER, from_on=datetime.date(2027, 3, 21)
    ).user
    assert assign(proposal, reader, at=midnight)


def test_assigning_is_refused_outside_its_time():
    proposal = closed_proposal()
    reading(proposal)
    calls.close_review(proposal.call, by=UserFactory(), at=AFTER)
    with pytest.raises(reviews.ReviewClosed):
        assign(proposal, UserFactory(steering=True))


def test_readers_are_told_once_when_the_round_opens_and_later_ones_at_once():
    proposal = closed_proposal()
    early, late = UserFactory(steering=True), UserFactory(steering=True)
    assign(proposal, early)
    assert not Message.objects.filter(template="review_list").exists()
    calls.open_review(proposal.call, by=UserFactory(), at=AFTER)
    assign(proposal, late)
    assert set(Message.objects.filter(template="review_list").values_list("to", flat=True)) == {early.pk, late.pk}


def test_a_declared_conflict_voids_the_reading_and_hides_the_proposal():
    review, _given = open_review()
    reader = review.reviewer
    assert Review.objects.mine(reader).exists()
    conflicts.note_conflict(
        review.proposal, reader, reason="Familie.", origin=ConflictOrigin.DECLARED, by=reader, at=AFTER
    )
    review.refresh_from_db()
    assert review.state == ReviewState.VOID
    assert not Review.objects.mine(reader).exists()
    with pytest.raises(Refused):
        conflicts.note_conflict(
            review.proposal, reader, reason="Nog eens.", origin=ConflictOrigin.DECLARED, by=reader, at=AFTER
        )


def test_a_noted_conflict_is_dismissed_with_a_reason_and_ones_own_word_never():
    proposal = closed_proposal()
    coordinator, one, other = UserFactory(), UserFactory(steering=True), UserFactory(steering=True)
    noted = conflicts.note_conflict(
        proposal, one, reason="Zelfde bestuur?", origin=ConflictOrigin.COORDINATOR, by=coordinator, at=AFTER
    )
    declared = conflicts.note_conflict(
        proposal, other, reason="Familie.", origin=ConflictOrigin.DECLARED, by=other, at=AFTER
    )
    with pytest.raises(ReasonMissing):
        conflicts.dismiss_conflict(noted, reason=" ", by=coordinator, at=AFTER)
    with pytest.raises(Refused):
        conflicts.dismiss_conflict(noted, reason="Zelf.", by=one, at=AFTER)
    with pytest.raises(Refused):
        conflicts.dismiss_conflict(declared, reason="Toch niet.", by=coordinator, at=AFTER)
    conflicts.dismiss_conflict(noted, reason="Ander bestuur.", by=coordinator, at=AFTER)
    assert assign(proposal, one)
    with pytest.raises(Refused):
        conflicts.dismiss_conflict(noted, reason="Weer.", by=coordinator, at=AFTER)


def test_save_review_keeps_missing_points_missing():
    review, given = open_review()
    first = next(iter(given))
    reviews.save_review(review, {**given, first: Given(None, "Nog lezen.")}, remark="Let op", revision=1)
    assert review.revision == 2
    assert review.scores.get(criterion=first).points is None
    reviews.save_review(review, given, remark="", revision=2)
    assert review.scores.count() == len(given)
    assert review.scores.get(criterion=first).points == 4


def test_save_review_refuses_a_stale_revision():
    review, given = open_review()
    reviews.save_review(review, given, remark="", revision=1)
    with pytest.raises(StaleRevision):
        reviews.save_review(review, given, remark="later", revision=1)


def test_submit_review_asks_every_score_and_an_explanation_at_the_ends():
    review, given = open_review()
    with pytest.raises(reviews.ReviewIncomplete):
        reviews.submit_review(review, by=review.reviewer, at=AFTER)
    bare = {pk: Given(5) for pk in given}
    reviews.save_review(review, bare, remark="", revision=1)
    with pytest.raises(reviews.ReviewIncomplete):
        reviews.submit_review(review, by=review.reviewer, at=AFTER)
    reviews.save_review(review, {pk: Given(3) for pk in given}, remark="", revision=2)
    reviews.submit_review(review, by=review.reviewer, at=AFTER)
    assert review.state == ReviewState.SUBMITTED
    with pytest.raises(reviews.ReviewClosed):
        reviews.save_review(review, given, remark="", revision=3)


def test_reopen_review_gives_it_back_with_a_reason():
    review, given = open_review()
    reviews.save_review(review, given, remark="", revision=1)
    reviews.submit_review(review, by=review.reviewer, at=AFTER)
    with pytest.raises(ReasonMissing):
        reviews.reopen_review(review, reason="", by=UserFactory(), at=AFTER)
    reviews.reopen_review(review, reason="Verkeerd voorstel.", by=UserFactory(), at=AFTER)
    assert review.state == ReviewState.OPEN


def test_void_review_needs_a_reason_and_no_longer_counts():
    review, _given = open_review()
    with pytest.raises(ReasonMissing):
        reviews.void_review(review, reason="", by=UserFactory(), at=AFTER)
    reviews.void_review(review, reason="Ziek.", by=UserFactory(), at=AFTER)
    assert not Review.objects.counting().exists()


def test_nothing_is_written_once_the_round_is_closed():
    review, given = open_review()
    calls.close_review(review.proposal.call, by=UserFactory(), at=AFTER, reason="Tijd om.")
    with pytest.raises(reviews.ReviewClosed):
        reviews.save_review(review, given, remark="", revision=1)
    with pytest.raises(reviews.ReviewClosed):
        reviews.submit_review(review, by=review.reviewer, at=AFTER)
