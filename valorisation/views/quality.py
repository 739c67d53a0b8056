"""Pages for quality reviewers, and withdrawal by coordinators."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.models import User
from innovet.kit import clock
from innovet.kit.http import kept, posted, require
from innovet.kit.refused import Refused
from valorisation import permissions
from valorisation.domain import resources
from valorisation.enums import ResourceState
from valorisation.forms import QualityReviewForm, WithdrawForm
from valorisation.models import LearningResource

PER_PAGE = 50


@require_safe
def quality_review_list(request: HttpRequest) -> HttpResponse:
    """What was handed in and waits for a quality review, the oldest first."""
    require(permissions.can_see_quality_desk(request.user))
    waiting = (
        LearningResource.objects.visible_to(request.user)
        .filter(state=ResourceState.SUBMITTED)
        .select_related("school", "project")
        .order_by("created_at", "pk")
    )
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "valorisation/quality_review_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def quality_review_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge one hand-in: grant the label, or ask for changes."""
    visible = LearningResource.objects.visible_to(request.user).select_related("school", "project")
    resource = get_object_or_404(visible, pk=pk)
    require(permissions.can_review(request.user, resource))
    form = QualityReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            resources.review_resource(
                resource,
                criteria_met=form.cleaned_data["criteria_met"],
                remarks=form.cleaned_data["remarks"],
                grants_label="grant" in request.POST,
                by=cast("User", request.user),
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your findings were sent to the makers."))
            return redirect("quality_review_list")
    context = {
        "form": form,
        "resource": resource,
        "facets": resource.facets.all(),
        "files": resource.files.select_related("stored_file"),
        "links": resource.links.all(),
        "reviews": resource.quality_reviews.select_related("reviewer"),
    }
    return render(request, "valorisation/quality_review_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def resource_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a resource out of the catalogue."""
    resource = get_object_or_404(LearningResource.objects.visible_to(request.user).select_related("school"), pk=pk)
    require(permissions.can_withdraw(request.user, resource))
    form = WithdrawForm(posted(request))

    def withdraw() -> None:
        reason = form.cleaned_data["reason"]
        resources.withdraw_resource(resource, reason=reason, by=cast("User", request.user), at=clock.now())

    if form.is_valid() and kept(form, withdraw):
        messages.success(request, _("The resource is out of the catalogue; its makers were told why."))
        return redirect(resource)
    context = {"resource": resource, "form": form}
    return render(request, "valorisation/resource_withdraw.html", context, status=422 if form.is_bound else 200)


@require_POST
def resource_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a withdrawn resource back in the catalogue."""
    resource = get_object_or_404(LearningResource.objects.visible_to(request.user).select_related("school"), pk=pk)
    require(permissions.can_withdraw(request.user, resource))
    try:
        resources.restore_resource(resource, by=cast("User", request.user), at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The resource is back in the catalogue."))
    return redirect(resource)
