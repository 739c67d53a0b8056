"""Who changed what, when: the edits of a draft and the differences between two versions, word by word."""

import json
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from calls.domain.differences import Piece, word_differences
from calls.models import FieldEdit, ProposalVersion
from calls.views.asking import page_of, standing_proposal
from calls.views.showing import parts_of
from calls.views.versions import core_label, core_text, differences_between
from innovet.accounts.requests import MemberRequest
from projects.models import Theme


@dataclass(frozen=True, slots=True)
class Edited:
    """One change of a field, in words."""

    edit: FieldEdit
    label: str
    pieces: list[Piece]


@require_safe
def proposal_history(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = standing_proposal(request, pk)
    edits = FieldEdit.objects.filter(Q(proposal=proposal) | Q(proposal__replaces=proposal))
    page = page_of(request, edits.select_related("by").order_by("-at", "-pk"))
    themes = dict(Theme.objects.filter(cycle=proposal.call.cycle_id).values_list("pk", "name"))
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_team"),
        "page": page,
        "rows": [_edited(edit, themes) for edit in page],
        "versions": proposal.versions.select_related("submitted_by").defer("snapshot").order_by("-number"),
    }
    return render(request, "calls/proposal_history.html", context)


@require_safe
def version_compare(request: MemberRequest, pk: int) -> HttpResponse:
    """Two versions as they were handed in; the last two unless others are named."""
    proposal = standing_proposal(request, pk)
    versions = list(proposal.versions.select_related("submitted_by").defer("snapshot").order_by("number"))
    before, after = _chosen(request, versions)
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_team"),
        "versions": versions,
        "before": before,
        "after": after,
        "differences": differences_between(_content(before), _content(after)) if before and after else [],
    }
    return render(request, "calls/version_compare.html", context)


def _edited(edit: FieldEdit, themes: dict[int, str]) -> Edited:
    before, after = (
        themes.get(value or 0, "") if edit.field == "theme" else core_text(edit.field, value)
        for value in (edit.before, edit.after)
    )
    return Edited(edit, core_label(edit.field), word_differences(before, after))


def _chosen(
    request: MemberRequest, versions: list[ProposalVersion]
) -> tuple[ProposalVersion | None, ProposalVersion | None]:
    """The versions that the address names, the earlier one first."""
    if len(versions) < 2:
        return None, None
    by_number = {str(version.number): version for version in versions}
    before = by_number.get(request.GET.get("van", ""), versions[-2])
    after = by_number.get(request.GET.get("naar", ""), versions[-1])
    return (before, after) if before.number <= after.number else (after, before)


def _content(version: ProposalVersion) -> dict[str, object]:
    content: dict[str, object] = json.loads(version.snapshot)
    return content
