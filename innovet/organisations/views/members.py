"""Who belongs to an organisation: joining, requests, roles, leaving."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import require
from innovet.kit.refused import Refused
from innovet.organisations import permissions
from innovet.organisations.domain import members, organisations
from innovet.organisations.enums import InvitationState, MembershipRole
from innovet.organisations.forms import DeclineForm, InviteForm, JoinForm, JoiningForm, RoleForm
from innovet.organisations.models import JoinRequest, Membership, Organisation
from innovet.organisations.views.organisations import crumbs_to, detail_page, visible


@require_safe
def organisation_members(request: MemberRequest, pk: int) -> HttpResponse:
    """Members, requests and invitations."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_see_members(request.user, organisation))
    return members_page(request, organisation)


def members_page(
    request: MemberRequest,
    organisation: Organisation,
    *,
    invite_form: InviteForm | None = None,
    joining_form: JoiningForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of members, also after an invitation or a setting that was not right."""
    user = request.user
    may_manage = permissions.can_manage_members(user, organisation)
    rows = sorted(
        organisation.memberships.select_related("user"),
        key=lambda member: (MembershipRole.values.index(member.role), str(member.user).casefold()),
    )
    domains = [domain.domain for domain in organisation.mail_domains.all()]
    context = {
        "organisation": organisation,
        "crumbs": crumbs_to(organisation, _("Members")),
        "members": rows,
        "roles": MembershipRole.choices,
        "own_membership": next((member for member in rows if member.user_id == user.pk), None),
        "may_manage": may_manage,
    }
    if may_manage:
        has_owner = any(member.is_owner for member in rows)
        context |= _management(organisation, invite_form, joining_form, domains, has_owner=has_owner)
    return render(request, "organisations/organisation_members.html", context, status=status)


def _management(
    organisation: Organisation,
    invite_form: InviteForm | None,
    joining_form: JoiningForm | None,
    domains: Sequence[str],
    *,
    has_owner: bool,
) -> dict[str, object]:
    sent = organisation.invitations.filter(state=InvitationState.SENT)
    first_role = MembershipRole.READER if has_owner else MembershipRole.OWNER
    joining = {"mail_domains": ", ".join(domains), "joins_by_domain": organisation.joins_by_domain}
    return {
        "join_requests": list(organisation.join_requests.open().select_related("user")),
        "invitations": [(invitation, invitation.is_open_at(clock.now())) for invitation in sent],
        "invite_form": invite_form or InviteForm(initial={"role": first_role}, auto_id="invite_%s"),
        "joining_form": joining_form or JoiningForm(initial=joining, auto_id="joining_%s"),
    }


@require_POST
def organisation_joining(request: MemberRequest, pk: int) -> HttpResponse:
    """Set the mail domains by which colleagues may join at once."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_switch_joining(request.user, organisation))
    form = JoiningForm(request.POST, auto_id="joining_%s")
    if not form.is_valid():
        return members_page(request, organisation, joining_form=form, status=422)
    organisations.set_joining(
        organisation,
        form.cleaned_data["mail_domains"],
        joins_by_domain=form.cleaned_data["joins_by_domain"],
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, _("Who may join at once was saved."))
    return redirect("organisation_members", pk)


@require_POST
def organisation_join(request: MemberRequest, pk: int) -> HttpResponse:
    """Join at once, by a proven address in the organisation's mail domain."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_join(request.user, organisation))

    def join() -> str:
        members.join_at_once(organisation, by=request.user, at=clock.now())
        return _("You now belong to %(name)s.") % {"name": organisation.name}

    return _say(request, join, "organisation_detail", pk)


@require_POST
def join_request_create(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask the owners to be let in."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_join(request.user, organisation))
    form = JoinForm(request.POST)
    if not form.is_valid():
        return detail_page(request, organisation, form, status=422)

    def ask() -> str:
        members.ask_to_join(organisation, form.cleaned_data["message"], by=request.user, at=clock.now())
        return _("Your request was sent. You get a mail when it is answered.")

    return _say(request, ask, "organisation_detail", pk)


@require_POST
def join_request_approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the person in, in a role."""
    asked = _request(request, pk)
    require(permissions.can_answer_request(request.user, asked))
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return members_page(request, asked.organisation, status=422)

    def approve() -> str:
        role = MembershipRole(form.cleaned_data["role"])
        members.approve_request(asked, role, by=request.user, at=clock.now())
        return _("%(person)s now belongs to %(name)s.") % {"person": asked.user, "name": asked.organisation}

    return _say(request, approve, "organisation_members", asked.organisation_id)


@require_POST
def join_request_decline(request: MemberRequest, pk: int) -> HttpResponse:
    """Do not let the person in."""
    asked = _request(request, pk)
    require(permissions.can_answer_request(request.user, asked))
    form = DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Keep the reason under 1,000 characters."))
        return members_page(request, asked.organisation, status=422)

    def decline() -> str:
        members.decline_request(asked, form.cleaned_data["reason"], by=request.user, at=clock.now())
        return _("%(person)s was told that the answer is no.") % {"person": asked.user}

    return _say(request, decline, "organisation_members", asked.organisation_id)


@require_POST
def join_request_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    asked = _request(request, pk)
    require(permissions.can_withdraw_request(request.user, asked))

    def withdraw() -> str:
        members.withdraw_request(asked, by=request.user, at=clock.now())
        return _("Your request was withdrawn.")

    return _say(request, withdraw, "organisation_detail", asked.organisation_id)


@require_POST
def membership_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    member = _member(request, pk)
    require(permissions.can_manage_members(request.user, member.organisation))
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return members_page(request, member.organisation, status=422)

    def change() -> str:
        members.change_role(member, MembershipRole(form.cleaned_data["role"]), by=request.user, at=clock.now())
        return _("The role of %(person)s was changed.") % {"person": member.user}

    return _say(request, change, "organisation_members", member.organisation_id)


@require_POST
def membership_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """End a membership, one's own or a colleague's."""
    member = _member(request, pk)
    require(permissions.can_remove_member(request.user, member))
    is_own = member.user_id == request.user.pk

    def remove() -> str:
        members.remove_member(member, by=request.user, at=clock.now())
        if is_own:
            return _("You no longer belong to %(name)s.") % {"name": member.organisation}
        return _("%(person)s no longer belongs to %(name)s.") % {"person": member.user, "name": member.organisation}

    return _say(request, remove, "organisation_detail" if is_own else "organisation_members", member.organisation_id)


@require_POST
def membership_hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Make this member owner in one's own place."""
    member = _member(request, pk)
    require(permissions.can_manage_members(request.user, member.organisation))

    def hand_over() -> str:
        members.hand_over(member.organisation, member, by=request.user, at=clock.now())
        return _("%(person)s is now owner.") % {"person": member.user}

    return _say(request, hand_over, "organisation_members", member.organisation_id)


def _request(request: MemberRequest, pk: int) -> JoinRequest:
    return get_object_or_404(JoinRequest.objects.visible_to(request.user).select_related("organisation", "user"), pk=pk)


def _member(request: MemberRequest, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.visible_to(request.user).select_related("organisation", "user"), pk=pk)


def _say(request: MemberRequest, act: Callable[[], str], page: str, pk: int) -> HttpResponse:
    """Do it and say what was done, or say why not."""
    try:
        done = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(page, pk)
