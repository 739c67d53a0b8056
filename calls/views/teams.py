"""The team of a proposal: who works on it, roles handed over, and what a head takes over."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import teams
from calls.enums import TeamInvitationState, TeamRole
from calls.forms.teams import HandOverForm, TeamRoleForm
from calls.models import Proposal, ProposalRole
from calls.permissions import (
    can_ask_help,
    can_edit_proposal,
    can_end_role,
    can_hand_over,
    can_manage_team,
    can_take_over,
)
from calls.views.asking import attempt, kept_and_told, page_of
from calls.views.showing import parts_of
from innovet.accounts.requests import MemberRequest
from innovet.accounts.standing import standing_of
from innovet.kit import clock
from innovet.kit.http import posted, require
from innovet.organisations.enums import EDIT_ROLES


@require_safe
def proposal_team(request: MemberRequest, pk: int) -> HttpResponse:
    """The team of a change is that of what it will replace."""
    known = Proposal.objects.with_team_shown_to(request.user, at=clock.now())
    proposal = get_object_or_404(known.select_related("call", "lead_school"), pk=pk)
    if proposal.replaces_id:
        return redirect("proposal_team", proposal.replaces_id)
    return team_page(request, proposal)


def team_page(request: MemberRequest, proposal: Proposal, *, status: int = 200) -> HttpResponse:
    """Who works on it now and later, who did before, who is invited, and who was asked for help."""
    user, today, standing = request.user, clock.today(), standing_of(request.user)
    is_team = proposal.pk in standing.ids("proposal")
    rows = list(proposal.roles.select_related("user", "given_by", "taken_from", "ended_by"))
    may_manage = can_manage_team(user, proposal)
    asked = list(proposal.help_requests.order_by("-asked_at").prefetch_related("visits__by"))
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_team"),
        "is_team": is_team,
        "standing_roles": [
            (row, can_hand_over(user, row, proposal), row.is_in_force_on(today))
            for row in rows
            if not row.has_ended_on(today)
        ],
        "log": list(reversed(rows)),
        "choices": TeamRoleForm().fields["role"].choices,  # type: ignore[attr-defined]
        "may_manage": may_manage,
        "may_write": can_edit_proposal(user, proposal),
        "may_ask_help": can_ask_help(user, proposal),
        "must_join": is_team and proposal.lead_school_id not in standing.ids("organisation", *EDIT_ROLES),
        "help_requests": asked,
        "is_helped": any(one.ended_at is None for one in asked),
    }
    if may_manage:
        sent = proposal.invitations.filter(state=TeamInvitationState.SENT)
        context["invitations"] = [(one, one.is_open_at(clock.now())) for one in sent]
    return render(request, "calls/proposal_team.html", context, status=status)


@require_POST
def team_role_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a colleague another role."""
    role = _role(request, pk)
    require(can_manage_team(request.user, role.proposal))
    form = TeamRoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return team_page(request, role.proposal, status=422)

    def change() -> None:
        teams.change_role(role, TeamRole(form.cleaned_data["role"]), by=request.user, at=clock.now())

    return _told(request, role, change, _("The role of %(person)s was changed.") % {"person": role.user})


@require_POST
def team_role_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Leave the team, or let a colleague go."""
    role = _role(request, pk)
    require(can_end_role(request.user, role, role.proposal))

    def end() -> None:
        teams.end_role(role, by=request.user, at=clock.now())

    if role.user_id != request.user.pk:
        return _told(request, role, end, _("%(person)s no longer has this role.") % {"person": role.user})
    left = attempt(request, end, done=_("You no longer have this role in “%(title)s”.") % {"title": role.proposal})
    return redirect("proposal_list") if left else redirect("proposal_team", role.proposal_id)


@require_http_methods(["GET", "HEAD", "POST"])
def team_role_hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Pass a role on to somebody else, for good or for some days."""
    role = _role(request, pk)
    require(can_hand_over(request.user, role, role.proposal))
    form = HandOverForm(posted(request), initial={"from_on": clock.today()})

    def hand_over() -> None:
        days = {name: form.cleaned_data[name] for name in ("from_on", "until_on")}
        teams.hand_over(role, form.cleaned_data["person"], **days, by=request.user, at=clock.now())

    status = 422 if form.is_bound else 200
    if form.is_valid():
        if kept_and_told(request, form, hand_over, _("The role was handed over; both people get a mail.")):
            is_gone = role.user_id == request.user.pk and form.cleaned_data["from_on"] <= clock.today()
            return redirect("proposal_list") if is_gone else redirect("proposal_team", role.proposal_id)
        status = 409
    is_outside = role.proposal_id not in standing_of(request.user).ids("proposal")
    context = {"proposal": role.proposal, "role": role, "form": form, "is_outside": is_outside}
    return render(request, "calls/team_role_hand_over.html", context, status=status)


@require_safe
def school_draft_list(request: MemberRequest) -> HttpResponse:
    """For heads and their deputies: title and holder of every draft in the name of their school."""
    drafts = Proposal.objects.in_name_of(request.user).drafts().select_related("call", "lead_school")
    page = page_of(request, drafts)
    holders: dict[int, list[ProposalRole]] = {}
    held = ProposalRole.objects.filter(proposal__in=[draft.pk for draft in page], role=TeamRole.HOLDER)
    for role in held.on(clock.today()).select_related("user"):
        holders.setdefault(role.proposal_id, []).append(role)
    rows = [(draft, holders.get(draft.pk, []), can_take_over(request.user, draft)) for draft in page]
    return render(request, "calls/school_draft_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def team_role_take_over(request: MemberRequest, pk: int) -> HttpResponse:
    """A head becomes the holder of a draft in the place of the holder that the page named."""
    named = Proposal.objects.in_name_of(request.user)
    roles = ProposalRole.objects.filter(proposal__in=named.order_by(), role=TeamRole.HOLDER)
    role = get_object_or_404(roles.select_related("user", "proposal__call", "proposal__lead_school"), pk=pk)
    require(can_take_over(request.user, role.proposal))
    if request.method == "POST":
        taken = attempt(
            request,
            lambda: teams.take_over(role, by=request.user, at=clock.now()),
            done=_("You hold this proposal now; %(person)s gets a mail.") % {"person": role.user},
        )
        return redirect("proposal_team", role.proposal_id) if taken else redirect("school_draft_list")
    return render(request, "calls/team_role_take_over.html", {"proposal": role.proposal, "role": role})


def _role(request: MemberRequest, pk: int) -> ProposalRole:
    """A role in a team that this person may know, or 404."""
    known = Proposal.objects.with_team_shown_to(request.user, at=clock.now()).order_by()
    roles = ProposalRole.objects.filter(proposal__in=known)
    return get_object_or_404(roles.select_related("user", "proposal__call", "proposal__lead_school"), pk=pk)


def _told(request: MemberRequest, role: ProposalRole, act: Callable[[], object], done: str) -> HttpResponse:
    attempt(request, act, done=done)
    return redirect("proposal_team", role.proposal_id)
