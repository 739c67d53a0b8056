"""Who stands in for the owners: named and ended on the page of the members."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import kept, posted, require
from innovet.kit.refused import Refused
from innovet.organisations import permissions
from innovet.organisations.domain import deputies
from innovet.organisations.forms import DeputyForm
from innovet.organisations.models import Deputy
from innovet.organisations.views.members import member_form_page
from innovet.organisations.views.organisations import visible


@require_http_methods(["GET", "HEAD", "POST"])
def deputy_name(request: MemberRequest, pk: int) -> HttpResponse:
    """Name a member who stands in for the owners, with a first and a last day."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_manage_members(request.user, organisation))
    form = DeputyForm(organisation, posted(request), initial={"from_on": clock.today()})

    def name() -> None:
        days = {field: form.cleaned_data[field] for field in ("from_on", "until_on")}
        deputies.name_deputy(form.cleaned_data["member"], **days, by=request.user, at=clock.now())

    status = 422
    if form.is_valid():
        if kept(form, name):
            messages.success(request, _("The deputy was named and gets a mail."))
            return redirect("organisation_members", pk)
        status = 409
    words = _("A deputy sees and approves what an owner sees and approves: also every draft in the name of the school.")
    title = _("Name a deputy")
    return member_form_page(request, organisation, form, title=title, submit=title, introduction=words, status=status)


@require_POST
def deputy_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody no longer stand in for the owners."""
    deputy = get_object_or_404(Deputy.objects.visible_to(request.user).select_related("organisation", "user"), pk=pk)
    require(permissions.can_manage_members(request.user, deputy.organisation))
    try:
        deputies.end_deputy(deputy, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(person)s no longer stands in.") % {"person": deputy.user})
    return redirect("organisation_members", deputy.organisation_id)
