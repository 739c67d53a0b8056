"""What the pages of partners, costs and steps of a draft share: whose draft, one row changed, one row removed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.models import Proposal
from calls.permissions import can_edit_proposal, can_work_on
from calls.views.asking import attempt, kept_and_told, take_over_revision, team_proposal
from calls.views.showing import in_words, parts_of
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused, StaleRevision
from projects.domain.rows import PlanRow


@dataclass(frozen=True, slots=True)
class RowPage:
    """Where a changed row belongs: the list to go back to, and the page that adds it anew once it is gone.

    With `removal` it is taken out here: beside the form of the list, the button would drop what is typed there.
    """

    back: str
    title: str | Promise
    anew: Callable[[HttpRequest, Proposal, forms.Form, int], HttpResponse]
    template: str = "calls/plan_row_edit.html"
    removal: str = ""


def draft_of(request: HttpRequest, pk: int) -> Proposal:
    """A draft of one's own school that this person may change: 404 for strangers, 403 with the reason otherwise."""
    proposal = team_proposal(request, pk)
    require(can_edit_proposal(request.user, proposal))
    return proposal


def typed_draft_of(request: HttpRequest, pk: int) -> Proposal:
    """The same for a page with a form: what was typed while somebody handed the draft in stays in view."""
    if request.method != "POST":
        return draft_of(request, pk)
    proposal = team_proposal(request, pk)
    require(can_work_on(request.user, proposal))
    return proposal


def kept_row(request: HttpRequest, proposal: Proposal, form: forms.Form, act: Callable[[], Any], done: Promise) -> bool:
    """Do it while the proposal is a draft of one's own."""

    def allowed_act() -> None:
        possible(can_edit_proposal(request.user, proposal))
        act()

    return kept_and_told(request, form, allowed_act, done)


def initial_of(form: type[forms.Form], row: PlanRow | None) -> dict[str, Any]:
    return {name: getattr(row, name, None) for name in form.base_fields}


def change_row_page[R: PlanRow](
    request: HttpRequest,
    proposal: Proposal,
    row: R | None,
    form: forms.Form,
    change: Callable[[R], None],
    page: RowPage,
    **more: object,
) -> HttpResponse:
    """The page that changes one row; of two people at once the second sees both texts and chooses."""
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, page.back),
        "form": form,
        "title": page.title,
        "row": row,
        "removal": page.removal and row and reverse(page.removal, args=[proposal.pk, row.pk]),
        **more,
    }
    status = 422 if form.is_bound else 200
    if row is None and not form.is_bound:
        raise Http404
    if form.is_valid() or row is None:
        try:
            possible(can_edit_proposal(request.user, proposal))
            change(_standing(row))
        except StaleRevision as stale:
            messages.error(request, str(stale))
            if stale.current is None:
                return page.anew(request, proposal, form, 409)
            context["stands"], status = in_words(form, stale.current), 409
            take_over_revision(request, form, stale.current)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(page.back, proposal.pk)
    return render(request, page.template, context, status=status)


def remove_row[R: PlanRow](
    request: HttpRequest, row: R | None, remove: Callable[..., None], back: str, pk: int
) -> HttpResponse:
    """Take a row out as it was read; one that changed or went meanwhile is told."""
    typed = request.POST.get("revision", "")
    revision = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
    attempt(request, lambda: remove(_standing(row), revision=revision), done=_("Removed."))
    return redirect(back, pk)


def _standing[R](row: R | None) -> R:
    if row is None:
        raise StaleRevision(_("Somebody else removed this meanwhile."))
    return row
