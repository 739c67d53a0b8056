"""Inviting a colleague, and the public page on which the invited person answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest, sign_in_by_link
from innovet.kit import clock
from innovet.kit.http import Request, kept, posted, require
from innovet.kit.refused import Refused
from innovet.organisations import permissions
from innovet.organisations.domain import invitations
from innovet.organisations.enums import MembershipRole
from innovet.organisations.forms import AcceptForm, InviteForm
from innovet.organisations.models import Invitation
from innovet.organisations.views.members import member_form_page
from innovet.organisations.views.organisations import visible


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Mail an invitation to a colleague; a coordinator may invite the first owner of any organisation."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_manage_members(request.user, organisation))
    has_owner = organisation.memberships.filter(role=MembershipRole.OWNER).exists()
    first_role = MembershipRole.READER if has_owner else MembershipRole.OWNER
    form = InviteForm(posted(request), initial={"role": first_role})

    def invite() -> None:
        email, role = form.cleaned_data["email"], MembershipRole(form.cleaned_data["role"])
        invitations.invite(organisation, email, role, by=request.user, at=clock.now())

    status = 422
    if form.is_valid():
        if kept(form, invite, "email"):
            told = _("An invitation was sent to %(address)s.") % {"address": form.cleaned_data["email"]}
            messages.success(request, told)
            return redirect("organisation_members", pk)
        status = 409
    title, submit = _("Invite a colleague"), _("Send the invitation")
    return member_form_page(request, organisation, form, title=title, submit=submit, status=status)


@require_POST
def invitation_resend(request: MemberRequest, pk: int) -> HttpResponse:
    """Mail a fresh link to the same address."""
    invitation = _invitation(request, pk)
    try:
        invitations.send_again(invitation, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("An invitation was sent to %(address)s.") % {"address": invitation.email})
    return redirect("organisation_members", invitation.organisation_id)


@require_POST
def invitation_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a link stop working."""
    invitation = _invitation(request, pk)
    try:
        invitations.withdraw_invitation(invitation, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation was withdrawn."))
    return redirect("organisation_members", invitation.organisation_id)


def _invitation(request: MemberRequest, pk: int) -> Invitation:
    visible_ones = Invitation.objects.visible_to(request.user).select_related("organisation")
    invitation = get_object_or_404(visible_ones, pk=pk)
    require(permissions.can_change_invitation(request.user, invitation))
    return invitation


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_invitation(request: Request, token: str) -> HttpResponse:
    """Show who invites whom; only an answer by POST counts, and only for the invited address."""
    invitation = invitations.find_invitation(token)
    if invitation is None:
        raise Http404
    person = User.objects.filter(email=invitation.email, closed_at=None).first()
    is_other = request.user.is_authenticated and request.user != person
    if request.method != "POST":
        return _page(request, invitation, AcceptForm(), person, is_other=is_other)
    form = AcceptForm(request.POST)
    is_no = "decline" in request.POST
    if is_other and not is_no:
        return _page(request, invitation, form, person, is_other=True, status=409)
    if not (is_no or person or form.is_valid()):
        return _page(request, invitation, form, person, is_other=is_other, status=422)
    try:
        if is_no:
            invitations.decline_invitation(invitation, at=clock.now())
            return redirect("organisation_invitation", token)
        return _accept(request, invitation, name="" if person else form.cleaned_data["name"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("organisation_invitation", token)


def _accept(request: Request, invitation: Invitation, *, name: str) -> HttpResponse:
    """A new account is signed in; a known one signs in its own way, if it has not done so."""
    language = get_language() or "nl-be"
    membership, is_new = invitations.accept_invitation(invitation, name=name, language=language, at=clock.now())
    messages.success(request, _("You now belong to %(name)s.") % {"name": invitation.organisation.name})
    return sign_in_by_link(request, membership.user) if is_new else redirect(invitation.organisation)


def _page(
    request: Request,
    invitation: Invitation,
    form: AcceptForm,
    person: User | None,
    *,
    is_other: bool,
    status: int = 200,
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "is_open": invitation.is_open_at(clock.now()) and not invitation.organisation.ended_on,
        "has_account": person is not None,
        "is_other": is_other,
        "form": form,
    }
    return render(request, "organisations/organisation_invitation.html", context, status=status)
