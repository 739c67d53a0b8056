"""The typed core of a draft: kept field by field, with who changed what, and what is still missing in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.enums import CoreField
from calls.models import Call, FieldEdit, Proposal
from calls.models.core import CORE, CORE_PARTS
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from projects.domain import consortia
from projects.models import Theme

TRIES = 3
# What may stay empty in a proposal that is handed in.
OPTIONAL = frozenset({"years", "minimum_cents"})


class NotADraft(Refused):
    """The proposal was handed in meanwhile."""


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that somebody else changed since it was read: both values, and who wrote the one that stands."""

    field: str
    yours: Any
    theirs: Any
    by: User
    at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save: the revision that stands now, and what was not kept."""

    revision: int
    conflicts: list[FieldConflict]


def asked_fields(call: Call) -> list[str]:
    """The fields of the core that a call asks, in order."""
    off = {name for part in call.core_off if part in CoreField for name in CORE_PARTS[CoreField(part)]}
    return [name for name in CORE if name not in off]


@transaction.atomic
def save_core(
    proposal: Proposal, values: Mapping[str, Any], *, read: Mapping[str, int], by: User, at: datetime
) -> Saved:
    """Keep fields of a draft; a field that somebody else changed since the revision that was `read` is a conflict.

    Other fields are kept beside what others saved, and every change is noted. Refuses a proposal that was handed in
    (NotADraft) and, after a few tries, a draft that others keep saving (LostRace).
    """
    for _attempt in range(TRIES):
        if not proposal.is_draft:
            raise NotADraft(_("This proposal was handed in and can no longer change."))
        changes, conflicts = _compare(proposal, values, read, by)
        if not changes:
            return Saved(proposal.revision, conflicts)
        same = Proposal.objects.filter(pk=proposal.pk, state=proposal.state, revision=proposal.revision)
        if same.update(**changes, revision=F("revision") + 1) == 1:
            _note(proposal, changes, by=by, at=at)
            return Saved(proposal.revision, conflicts)
        _read_again(proposal)
    raise LostRace(_("Others keep saving at the same moment. Try again."))


def complete_core(proposal: Proposal, values: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Change fields of what was handed in, and note it; the caller holds the proposal and knows that it may."""
    changes = {name: value for name, value in values.items() if plain(value) != plain(getattr(proposal, name))}
    if changes:
        Proposal.objects.filter(pk=proposal.pk).update(**changes, revision=F("revision") + 1)
        _note(proposal, changes, by=by, at=at)


def plain(value: Any) -> Any:
    """A value of the core as the log keeps it: a row by its id, a day as text, a list in order."""
    match value:
        case Model():
            return value.pk
        case date():
            return value.isoformat()
        case list():
            return sorted(value)
        case _:
            return value


def missing_core(proposal: Proposal, *, has_themes: bool | None = None) -> list[tuple[str, str | Promise]]:
    """The fields that must be filled in before handing in, each with its words.

    `has_themes` spares a look at the themes of the cycle to whoever knows.
    """
    call = proposal.call
    missing = [
        (name, capfirst(Proposal._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        for name in asked_fields(call)
        if name not in OPTIONAL and getattr(proposal, _column(name)) in (None, "", [])
    ]
    if ("theme", _("Theme")) in missing:
        if has_themes is None:
            has_themes = Theme.objects.filter(cycle=call.cycle_id).exists()
        if not has_themes:
            missing.remove(("theme", _("Theme")))
    if proposal.finalities and call.finalities and not set(proposal.finalities) & set(call.finalities):
        missing.append(("finalities", _("a finality that may take part in this call")))
    return missing


def describe_core(proposal: Proposal) -> dict[str, Any]:
    """The core as plain data: what is frozen at submission."""
    core = {name: plain(getattr(proposal, _column(name))) for name in asked_fields(proposal.call)}
    return {**core, "theme": proposal.theme.name if proposal.theme else ""}


def _read_again(proposal: Proposal) -> None:
    try:
        proposal.refresh_from_db(fields=["state", "revision", *CORE])
    except Proposal.DoesNotExist as error:
        raise NotADraft(_("This change was handed in or thrown away meanwhile.")) from error


def _compare(
    proposal: Proposal, values: Mapping[str, Any], read: Mapping[str, int], by: User
) -> tuple[dict[str, Any], list[FieldConflict]]:
    later = _later_edits(proposal, read)
    changes, conflicts = {}, []
    for name, value in values.items():
        typed, stands = plain(value), plain(getattr(proposal, _column(name)))
        edits = later.get(name, [])
        if typed == stands or (edits and typed == edits[0].before):
            continue
        others = [edit for edit in edits if edit.by_id != by.pk]
        if others:
            conflicts.append(FieldConflict(name, value, getattr(proposal, name), others[-1].by, others[-1].at))
        else:
            changes[_column(name)] = typed if isinstance(value, list | Model) else value
    return changes, conflicts


def _later_edits(proposal: Proposal, read: Mapping[str, int]) -> dict[str, list[FieldEdit]]:
    """What was changed in each field after the revision in which it was read."""
    oldest = min(read.values(), default=proposal.revision)
    if oldest >= proposal.revision:
        return {}
    found: dict[str, list[FieldEdit]] = {}
    for edit in proposal.edits.filter(revision__gt=oldest, field__in=read).select_related("by"):
        if edit.revision > read[edit.field]:
            found.setdefault(edit.field, []).append(edit)
    return found


def _note(proposal: Proposal, changes: Mapping[str, Any], *, by: User, at: datetime) -> None:
    proposal.revision += 1
    FieldEdit.objects.bulk_create(
        FieldEdit(
            proposal=proposal,
            field=column.removesuffix("_id"),
            revision=proposal.revision,
            before=plain(getattr(proposal, column)),
            after=plain(value),
            by=by,
            at=at,
        )
        for column, value in changes.items()
    )
    for column, value in changes.items():
        setattr(proposal, column, value)
    if "title" in changes:
        consortia.describe_consortium(
            proposal.consortium, title=proposal.title, confirm_by=proposal.consortium.confirm_by
        )


def _column(name: str) -> str:
    return "theme_id" if name == "theme" else name
