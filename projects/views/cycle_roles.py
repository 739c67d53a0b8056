"""Roles in a cycle: given and ended by coordinators, handed over by who holds them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import kept, posted, require
from projects import permissions
from projects.domain import cycles
from projects.forms import CycleRoleForm, HandOverForm
from projects.models import CycleRole
from projects.views.cycles import above, managed_cycle
from projects.views.form_pages import FormPage


@require_safe
def cycle_role_list(request: MemberRequest) -> HttpResponse:
    """One's own roles that last or begin later."""
    mine = CycleRole.objects.filter(user=request.user).not_ended(clock.today())
    roles = mine.select_related("cycle", "taken_from").order_by("-cycle__starts_on", "from_on", "pk")
    return render(request, "projects/cycle_role_list.html", {"roles": roles})


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_role_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a person a role in the cycle."""
    cycle = managed_cycle(request, pk)
    form = CycleRoleForm(posted(request), initial={"from_on": clock.today()})

    def give() -> None:
        person: User = form.cleaned_data["email"]
        cleaned = form.cleaned_data
        cycles.give_role(cycle, person, role=cleaned["role"], from_on=cleaned["from_on"], until_on=cleaned["until_on"])

    if form.is_valid() and kept(form, give):
        return redirect("cycle_detail", pk)
    return FormPage(_("Give a role"), above(cycle)).show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_role_hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a role to somebody else, for some days or for good."""
    roles = CycleRole.objects.visible_to(request.user).not_ended(clock.today()).select_related("cycle", "user")
    role = get_object_or_404(roles, pk=pk)
    require(permissions.can_hand_over(request.user, role))
    form = HandOverForm(posted(request), initial={"from_on": clock.today()})

    def hand_over() -> None:
        cleaned = form.cleaned_data
        cycles.hand_over_role(role, cleaned["email"], from_on=cleaned["from_on"], until_on=cleaned["until_on"])

    back = (
        above(role.cycle) if permissions.can_coordinate(request.user) else [(_("My roles"), reverse("cycle_role_list"))]
    )
    if form.is_valid() and kept(form, hand_over):
        messages.success(request, _("The role is handed over."))
        return redirect(back[-1][1])
    page = FormPage(
        _("Hand over a role"),
        back,
        caption=f"{role.get_role_display()}, {role.cycle}: {role.user}",
        introduction=_(
            "Without a last day the role is theirs for good. Who takes over first states conflicts of interest."
        ),
        submit=_("Hand over"),
    )
    return page.show(request, form)


@require_POST
def cycle_role_end(request: MemberRequest, pk: int) -> HttpResponse:
    """End a role today."""
    require(permissions.can_coordinate(request.user))
    role = get_object_or_404(CycleRole, pk=pk)
    cycles.end_role(role, until_on=clock.today())
    return redirect("cycle_detail", role.cycle_id)
