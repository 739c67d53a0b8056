"""People and their roles, for coordinators and administrators."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from innovet.accounts import permissions
from innovet.accounts.domain import people, roles
from innovet.accounts.forms import EndRoleForm, GrantRoleForm, PeopleSearchForm
from innovet.accounts.models import RoleGrant, RoleInvitation, User
from innovet.accounts.requests import MemberRequest
from innovet.accounts.second_factor import has_second_factor
from innovet.accounts.views.my_account import get_or_post
from innovet.kit import clock
from innovet.kit.http import require
from innovet.kit.refused import Refused

PAGE = 50


@require_safe
def person_list(request: MemberRequest) -> HttpResponse:
    require(permissions.can_see_people(request.user))
    form = PeopleSearchForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    today = clock.today()
    found = User.objects.visible_to(request.user).matching(asked.get("q", ""))
    if role := asked.get("role"):
        found = found.filter(pk__in=RoleGrant.objects.on(today).filter(role=role).values("user"))
    current = Prefetch("role_grants", queryset=RoleGrant.objects.on(today), to_attr="current_grants")
    page = Paginator(found.order_by("name", "email").prefetch_related(current), PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/person_list.html", {"form": form, "page": page})


@require_safe
def person_detail(request: MemberRequest, pk: int) -> HttpResponse:
    require(permissions.can_see_people(request.user))
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    today = clock.today()
    grants = [
        {"grant": grant, "in_force": grant.is_in_force_on(today), "verdict": _may_end(request.user, grant)}
        for grant in person.role_grants.select_related("granted_by", "ended_by").order_by("-from_on", "role")
    ]
    context = {
        "person": person,
        "grants": grants,
        "today": today,
        "has_second_factor": has_second_factor(person.pk),
        "may_forget": permissions.can_forget_second_factor(request.user, person),
        "invitations": RoleInvitation.objects.visible_to(request.user).sent().filter(email=person.email),
    }
    return render(request, "accounts/person_detail.html", context)


def _may_end(user: User, grant: RoleGrant) -> bool:
    has_ended = grant.until_on is not None and grant.until_on < clock.today()
    return bool(permissions.can_end_role(user, grant)) and not has_ended


@get_or_post
def role_grant(request: MemberRequest, pk: int) -> HttpResponse:
    require(permissions.can_see_people(request.user))
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = GrantRoleForm(
        request.POST if request.method == "POST" else None,
        roles=permissions.roles_given_by(request.user),
        initial={"from_on": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        require(permissions.can_grant_role(request.user, form.cleaned_data["role"]))
        try:
            roles.grant_role(person, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role is given."))
            return redirect("person_detail", pk=person.pk)
    return render(
        request, "accounts/role_grant.html", {"form": form, "person": person}, status=422 if form.is_bound else 200
    )


@get_or_post
def role_end(request: MemberRequest, pk: int) -> HttpResponse:
    require(permissions.can_see_people(request.user))
    visible = User.objects.visible_to(request.user)
    grant = get_object_or_404(RoleGrant.objects.filter(user__in=visible).select_related("user"), pk=pk)
    require(permissions.can_end_role(request.user, grant))
    today = clock.today()
    form = EndRoleForm(request.POST if request.method == "POST" else None, initial={"last_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            roles.end_role(grant, by=request.user, last_on=form.cleaned_data["last_on"], on=today)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The end of the role is noted."))
            return redirect("person_detail", pk=grant.user_id)
    return render(
        request, "accounts/role_end.html", {"form": form, "grant": grant}, status=422 if form.is_bound else 200
    )


@require_POST
def second_factor_forget(request: MemberRequest, pk: int) -> HttpResponse:
    """For somebody whose phone is lost; the person is told by mail at once."""
    require(permissions.can_see_people(request.user))
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    require(permissions.can_forget_second_factor(request.user, person))
    try:
        people.forget_second_factor(person)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        get_adapter(request).send_mail("mfa/email/second_factor_forgotten", person.email, {"by": request.user})
        messages.success(request, _("The second factor is removed and the person is told by mail."))
    return redirect("person_detail", pk=person.pk)
