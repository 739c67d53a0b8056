"""Inviting colleagues to a team, and the public page on which the invited person accepts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from calls.domain import team_invitations
from calls.enums import ProposalState, TeamRole
from calls.forms.teams import TeamAcceptForm, TeamInviteForm
from calls.models import Proposal, TeamInvitation
from calls.permissions import can_manage_team
from calls.views.asking import attempt, standing_proposal
from calls.views.showing import parts_of
from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest, sign_in_by_link
from innovet.kit import clock
from innovet.kit.http import Request, kept, posted, require
from innovet.kit.refused import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def team_invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Mail an invitation to a colleague of one's own school or of a partner."""
    proposal = standing_proposal(request, pk)
    require(can_manage_team(request.user, proposal))
    form = TeamInviteForm(posted(request))

    def invite() -> None:
        email, role = form.cleaned_data["email"], TeamRole(form.cleaned_data["role"])
        team_invitations.invite(proposal, email, role, by=request.user, at=clock.now())

    status = 422 if form.is_bound else 200
    if form.is_valid():
        if kept(form, invite, "email"):
            told = _("An invitation was sent to %(address)s.") % {"address": form.cleaned_data["email"]}
            messages.success(request, told)
            return redirect("proposal_team", proposal.pk)
        status = 409
    context = {"proposal": proposal, "parts": parts_of(proposal, "proposal_team"), "form": form}
    return render(request, "calls/team_invite.html", context, status=status)


@require_POST
def team_invitation_resend(request: MemberRequest, pk: int) -> HttpResponse:
    """Mail a fresh link to the same address."""
    invitation = _invitation(request, pk)
    told = _("An invitation was sent to %(address)s.") % {"address": invitation.email}
    attempt(request, lambda: team_invitations.send_again(invitation, at=clock.now()), done=told)
    return redirect("proposal_team", invitation.proposal_id)


@require_POST
def team_invitation_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a link stop working."""
    invitation = _invitation(request, pk)
    attempt(
        request,
        lambda: team_invitations.withdraw_invitation(invitation, by=request.user, at=clock.now()),
        done=_("The invitation was withdrawn."),
    )
    return redirect("proposal_team", invitation.proposal_id)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team_invitation(request: Request, token: str) -> HttpResponse:
    """Show who invites whom to what; only accepting by POST counts, and only for the invited address."""
    invitation = team_invitations.find_invitation(token)
    if invitation is None:
        raise Http404
    person = User.objects.filter(email=invitation.email, closed_at=None).first()
    is_other = request.user.is_authenticated and request.user != person
    form = TeamAcceptForm(posted(request))
    if request.method != "POST" or is_other:
        return _page(request, invitation, form, person, is_other=is_other, status=409 if form.is_bound else 200)
    if not (person or form.is_valid()):
        return _page(request, invitation, form, person, status=422)
    try:
        return _accept(request, invitation, name="" if person else form.cleaned_data["name"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("team_invitation", token)


def _accept(request: Request, invitation: TeamInvitation, *, name: str) -> HttpResponse:
    """A new account is signed in; a known one signs in its own way, if it has not done so."""
    language = get_language() or "nl-be"
    user, is_new = team_invitations.accept_invitation(invitation, name=name, language=language, at=clock.now())
    messages.success(request, _("You now work along on “%(title)s”.") % {"title": invitation.proposal})
    return sign_in_by_link(request, user) if is_new else redirect(invitation.proposal)


def _page(
    request: Request,
    invitation: TeamInvitation,
    form: TeamAcceptForm,
    person: User | None,
    *,
    is_other: bool = False,
    status: int = 200,
) -> HttpResponse:
    is_withdrawn = invitation.proposal.state == ProposalState.WITHDRAWN
    context = {
        "invitation": invitation,
        "proposal": invitation.proposal,
        "is_open": invitation.is_open_at(clock.now()) and not is_withdrawn,
        "has_account": person is not None,
        "is_other": is_other,
        "form": form,
    }
    return render(request, "calls/team_invitation.html", context, status=status)


def _invitation(request: MemberRequest, pk: int) -> TeamInvitation:
    """An invitation to a team of one's own; only its holder changes it."""
    mine = TeamInvitation.objects.filter(proposal__in=Proposal.objects.of_team(request.user).order_by())
    invitation = get_object_or_404(mine.select_related("proposal__call", "proposal__lead_school"), pk=pk)
    require(can_manage_team(request.user, invitation.proposal))
    return invitation
