import datetime

import pytest

from calls.domain.core import NotADraft, asked_fields, describe_core, missing_core, save_core
from calls.domain.proposals import submit_proposal
from calls.models import FieldEdit, Proposal
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, CallFactory, ProposalFactory
from tests.factories.projects import ThemeFactory

pytestmark = pytest.mark.django_db


def save(proposal, by=None, read=1, **values):
    return save_core(proposal, values, read=dict.fromkeys(values, read), by=by or proposal.started_by, at=WHILE_OPEN)


def again(proposal):
    return Proposal.objects.select_related("call", "consortium", "started_by").get(pk=proposal.pk)


def test_a_save_makes_the_next_revision_and_notes_each_changed_field():
    proposal = ProposalFactory(title="Oud")
    theme = ThemeFactory(cycle=proposal.call.cycle)
    saved = save(proposal, title="Nieuw", theme=theme, starts_on=datetime.date(2027, 10, 1), summary=proposal.summary)
    assert (saved.revision, saved.conflicts) == (2, [])
    edits = {edit.field: (edit.before, edit.after, edit.revision, edit.by) for edit in proposal.edits.all()}
    assert edits == {
        "title": ("Oud", "Nieuw", 2, proposal.started_by),
        "theme": (None, theme.pk, 2, proposal.started_by),
        "starts_on": ("2027-09-01", "2027-10-01", 2, proposal.started_by),
    }
    stands = again(proposal)
    assert (stands.title, stands.theme, stands.consortium.title) == ("Nieuw", theme, "Nieuw")


def test_a_save_without_a_change_makes_no_revision():
    proposal = ProposalFactory()
    assert save(proposal, title=proposal.title, grades=["3"]).revision == 1
    assert not FieldEdit.objects.exists()


def test_other_fields_are_kept_beside_what_a_colleague_saved():
    proposal = ProposalFactory(title="Titel", summary="Kort")
    mine, theirs = again(proposal), again(proposal)
    save(theirs, by=UserFactory(), title="Van een collega")
    assert save(mine, title="Titel", summary="Van mij").conflicts == []
    stands = again(proposal)
    assert (stands.title, stands.summary, stands.revision) == ("Van een collega", "Van mij", 3)


def test_the_second_in_one_field_gets_both_texts_and_nothing_is_overwritten():
    proposal = ProposalFactory(title="Titel")
    mine, theirs, colleague = again(proposal), again(proposal), UserFactory()
    save(theirs, by=colleague, title="Van een collega")
    saved = save(mine, title="Van mij", summary="Ook van mij")
    [conflict] = saved.conflicts
    assert (conflict.field, conflict.yours, conflict.theirs, conflict.by) == (
        "title",
        "Van mij",
        "Van een collega",
        colleague,
    )
    stands = again(proposal)
    assert (stands.title, stands.summary) == ("Van een collega", "Ook van mij")
    assert save(stands, read=saved.revision, title="Van mij").conflicts == []
    assert again(proposal).title == "Van mij"


def test_ones_own_later_save_is_no_conflict():
    proposal = ProposalFactory()
    save(again(proposal), title="Eerst")
    assert save(again(proposal), title="Daarna").conflicts == []
    assert again(proposal).title == "Daarna"


def test_the_same_value_from_two_people_is_no_conflict():
    proposal = ProposalFactory()
    save(again(proposal), by=UserFactory(), title="Gelijk")
    assert save(again(proposal), title="Gelijk").conflicts == []


def test_what_was_handed_in_never_changes():
    proposal = ProposalFactory()
    stale = again(proposal)
    submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    with pytest.raises(NotADraft):
        save(stale, title="Later")
    assert again(proposal).title == proposal.title


def test_a_part_that_the_call_switched_off_is_not_asked_nor_described():
    proposal = ProposalFactory(call=CallFactory(core_off=["grades", "beneficiary", "unknown"]), board_name="")
    assert {"grades", "years", "board_number"}.isdisjoint(asked_fields(proposal.call))
    assert missing_core(proposal) == []
    assert "board_name" not in describe_core(proposal)


def test_every_empty_field_is_named():
    proposal = ProposalFactory(board_number="", pupil_count=None, study_domains=[], freed_hours=0, years="")
    assert [name for name, _words in missing_core(proposal)] == ["study_domains", "pupil_count", "board_number"]


def test_a_theme_is_asked_when_the_cycle_has_themes():
    proposal = ProposalFactory()
    assert missing_core(proposal) == []
    ThemeFactory(cycle=proposal.call.cycle)
    assert [name for name, _words in missing_core(proposal)] == ["theme"]


def test_a_finality_outside_the_call_is_missing():
    proposal = ProposalFactory(finalities=["DO"])
    assert [name for name, _words in missing_core(proposal)] == ["finalities"]
