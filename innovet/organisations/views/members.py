"""Who belongs to an organisation: joining, requests, roles, leaving."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import kept, posted, require
from innovet.kit.refused import Refused
from innovet.organisations import permissions
from innovet.organisations.domain import members, organisations
from innovet.organisations.enums import InvitationState, MembershipRole
from innovet.organisations.forms import DeclineForm, JoinForm, JoiningForm, RoleForm
from innovet.organisations.models import JoinRequest, Membership, Organisation
from innovet.organisations.views.organisations import crumbs_to, detail_page, visible


@require_safe
def organisation_members(request: MemberRequest, pk: int) -> HttpResponse:
    """Members, requests and invitations."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_see_members(request.user, organisation))
    return _members_page(request, organisation)


def _members_page(request: MemberRequest, organisation: Organisation, *, status: int = 200) -> HttpResponse:
    user = request.user
    may_manage = permissions.can_manage_members(user, organisation)
    rows = sorted(
        organisation.memberships.select_related("user"),
        key=lambda member: (MembershipRole.values.index(member.role), str(member.user).casefold()),
    )
    context = {
        "organisation": organisation,
        "crumbs": crumbs_to(organisation, _("Members")),
        "members": rows,
        "roles": MembershipRole.choices,
        "own_membership": next((member for member in rows if member.user_id == user.pk), None),
        "may_manage": may_manage,
        "deputies": organisation.deputies.filter(until_on__gte=clock.today()).select_related("user"),
    }
    if may_manage:
        sent = organisation.invitations.filter(state=InvitationState.SENT)
        context |= {
            "join_requests": list(organisation.join_requests.open().select_related("user")),
            "invitations": [(invitation, invitation.is_open_at(clock.now())) for invitation in sent],
            "domains": organisation.mail_domains.all(),
        }
    return render(request, "organisations/organisation_members.html", context, status=status)


def member_form_page(
    request: MemberRequest,
    organisation: Organisation,
    form: Form,
    *,
    title: str,
    submit: str,
    introduction: str = "",
    status: int = 422,
) -> HttpResponse:
    """What is typed about members, on a page of its own: beside the list, its buttons would drop it."""
    above = crumbs_to(organisation, title)
    above.insert(-1, (_("Members"), reverse("organisation_members", args=[organisation.pk])))
    context = {
        "organisation": organisation,
        "crumbs": above,
        "form": form,
        "title": title,
        "submit": submit,
        "introduction": introduction,
    }
    return render(request, "organisations/member_form.html", context, status=status if form.is_bound else HTTPStatus.OK)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_joining(request: MemberRequest, pk: int) -> HttpResponse:
    """Set the mail domains by which colleagues may join at once."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_switch_joining(request.user, organisation))
    domains = ", ".join(domain.domain for domain in organisation.mail_domains.all())
    initial = {"mail_domains": domains, "joins_by_domain": organisation.joins_by_domain}
    form = JoiningForm(posted(request), initial=initial)
    if form.is_valid():
        organisations.set_joining(
            organisation,
            form.cleaned_data["mail_domains"],
            joins_by_domain=form.cleaned_data["joins_by_domain"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Who may join at once was saved."))
        return redirect("organisation_members", pk)
    words = _("Switch this on and colleagues with a proven address in your mail domain join as readers without asking.")
    return member_form_page(
        request, organisation, form, title=_("Who may join at once"), submit=_("Save"), introduction=words
    )


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

    def ask() -> None:
        members.ask_to_join(organisation, form.cleaned_data["message"], by=request.user, at=clock.now())

    if not kept(form, ask):
        return detail_page(request, organisation, form, status=409)
    messages.success(request, _("Your request was sent. You get a mail when it is answered."))
    return redirect("organisation_detail", pk)


@require_POST
def join_request_approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the person in, in a role."""
    asked = _request(request, pk)
    require(permissions.can_answer_request(request.user, asked))
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return _members_page(request, asked.organisation, status=422)

    def approve() -> str:
        role = MembershipRole(form.cleaned_data["role"])
        members.approve_request(asked, role, by=request.user, at=clock.now())
        return _("%(person)s now belongs to %(name)s.") % {"person": asked.user, "name": asked.organisation}

    return _say(request, approve, "organisation_members", asked.organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def join_request_decline(request: MemberRequest, pk: int) -> HttpResponse:
    """Do not let the person in, with a reason that the person reads."""
    asked = _request(request, pk)
    require(permissions.can_answer_request(request.user, asked))
    form = DeclineForm(posted(request))

    def decline() -> None:
        members.decline_request(asked, form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept(form, decline):
        messages.success(request, _("%(person)s was told that the answer is no.") % {"person": asked.user})
        return redirect("organisation_members", asked.organisation_id)
    title = _("Do not let %(person)s in") % {"person": asked.user}
    return member_form_page(request, asked.organisation, form, title=title, submit=_("Do not let in"))


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
        return _members_page(request, member.organisation, status=422)

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
