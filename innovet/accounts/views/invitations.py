"""Inviting to a role, and answering an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from innovet.accounts import permissions
from innovet.accounts.domain import invitations
from innovet.accounts.forms import AcceptForm, InviteForm
from innovet.accounts.models import RoleInvitation, User
from innovet.accounts.requests import MemberRequest, sign_in_by_link
from innovet.accounts.views.my_account import get_or_post
from innovet.kit import clock
from innovet.kit.http import Request, require
from innovet.kit.refused import Refused

PAGE = 50


@require_safe
def role_invitation_list(request: MemberRequest) -> HttpResponse:
    require(permissions.can_see_people(request.user))
    rows = RoleInvitation.objects.visible_to(request.user).select_related("invited_by", "accepted_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    given = permissions.roles_given_by(request.user)
    for row in page:
        row.is_open, row.is_mine = row.is_open_at(now), row.role in given  # type: ignore[attr-defined]
    return render(request, "accounts/role_invitation_list.html", {"page": page})


@get_or_post
def role_invitation_new(request: MemberRequest) -> HttpResponse:
    require(permissions.can_see_people(request.user))
    form = InviteForm(
        request.POST if request.method == "POST" else None, roles=permissions.roles_given_by(request.user)
    )
    if request.method == "POST" and form.is_valid():
        require(permissions.can_invite_to_role(request.user, form.cleaned_data["role"]))
        try:
            invitations.invite_to_role(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("role_invitation_list")
    return render(request, "accounts/role_invitation_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def role_invitation_resend(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = _mine(request, pk)
    try:
        invitations.send_invitation_again(invitation, at=clock.now())
        messages.success(request, _("A new link is on its way; the earlier one no longer works."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("role_invitation_list")


@require_POST
def role_invitation_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = _mine(request, pk)
    try:
        invitations.withdraw_invitation(invitation, by=request.user, at=clock.now())
        messages.success(request, _("The invitation is withdrawn."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("role_invitation_list")


def _mine(request: MemberRequest, pk: int) -> RoleInvitation:
    invitation = get_object_or_404(RoleInvitation.objects.visible_to(request.user), pk=pk)
    require(permissions.can_change_invitation(request.user, invitation))
    return invitation


@login_not_required
@never_cache
@get_or_post
def role_invitation_accept(request: Request, token: str) -> HttpResponse:
    """Opening the link shows what it is about; only the answer uses it up."""
    invitation = invitations.find_invitation(token)
    if invitation is None:
        raise Http404
    person = User.objects.filter(email=invitation.email, closed_at=None).first()
    is_other = request.user.is_authenticated and request.user != person
    form = AcceptForm(
        request.POST if request.method == "POST" else None, initial={"name": person.name if person else ""}
    )
    if person is not None:
        del form.fields["name"]
    refusal = ""
    is_answer = request.method == "POST" and not is_other
    if is_answer and (person is not None or form.is_valid()):
        try:
            return _accept(request, invitation, name=form.data.get("name", ""))
        except Refused as refused:
            refusal = str(refused)
    context = {
        "invitation": invitation,
        "is_open": invitation.is_open_at(clock.now()) and not refusal,
        "is_other": is_other,
        "person": person,
        "form": form,
    }
    return render(request, "accounts/role_invitation_accept.html", context, status=_status(request, refusal, is_other))


def _status(request: Request, refusal: str, is_other: bool) -> int:  # noqa: FBT001
    if request.method != "POST":
        return 200
    return 409 if refusal or is_other else 422


def _accept(request: Request, invitation: RoleInvitation, *, name: str) -> HttpResponse:
    language = translation.get_language() or "nl-be"
    user, is_new = invitations.accept_invitation(invitation, name=name, language=language, at=clock.now())
    messages.success(request, _("You now have this role."))
    if not is_new:
        return redirect("my_account")
    return sign_in_by_link(request, user)
