"""Pages for the schools that make learning resources."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.models import User
from innovet.kit import clock
from innovet.kit.http import require
from innovet.kit.refused import Refused, StaleRevision
from projects.models import Project
from valorisation import permissions
from valorisation.domain import resources
from valorisation.forms import FilesForm, LinkForm, ResourceForm
from valorisation.models import LearningResource, ResourceFile, ResourceLink

PER_PAGE = 50


@require_safe
def resource_own_list(request: HttpRequest) -> HttpResponse:
    """What one's own schools made, and the projects for which one can begin."""
    made = (
        LearningResource.objects.of_team(request.user).select_related("school", "project").order_by("-created_at", "pk")
    )
    context = {
        "page": Paginator(made, PER_PAGE).get_page(request.GET.get("page")),
        "projects": Project.objects.of_team(request.user).order_by("title")[:PER_PAGE],
    }
    return render(request, "valorisation/resource_own_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def resource_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a learning resource of a project."""
    project = get_object_or_404(Project.objects.of_team(request.user), pk=pk)
    form = ResourceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            resource = resources.create_resource(project, form.cleaned_data, at=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("resource_edit", pk=resource.pk)
    status = 422 if form.is_bound else 200
    return render(request, "valorisation/resource_create.html", {"form": form, "project": project}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def resource_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe the material, add files and links, hand in."""
    resource = _own(request, pk)
    if request.method != "POST":
        return _edit_page(request, resource, ResourceForm.of(resource))
    require(permissions.can_edit(request.user, resource))
    form = ResourceForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, resource, form, status=422)
    try:
        resources.change_resource(resource, form.cleaned_data, revision=form.cleaned_data["revision"] or 0)
    except StaleRevision as stale:
        current = cast("LearningResource", stale.current)
        typed = request.POST.copy()
        typed["revision"] = str(current.revision)
        return _edit_page(request, resource, ResourceForm(typed), current=current, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _edit_page(request, resource, form, status=409)
    messages.success(request, _("Saved."))
    return redirect("resource_edit", pk=pk)


@require_POST
def resource_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in for quality review."""
    resource = _own(request, pk)
    require(permissions.can_submit(request.user, resource))
    try:
        resources.submit_resource(resource, by=cast("User", request.user), at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("resource_edit", pk=pk)
    messages.success(request, _("Handed in. You get a message as soon as a quality reviewer has looked."))
    return redirect(resource)


@require_POST
def resource_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files."""
    resource = _own(request, pk)
    require(permissions.can_edit(request.user, resource))
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            resources.add_files(resource, form.cleaned_data["uploads"], by=cast("User", request.user), at=clock.now())
        except Refused as refusal:
            form.add_error("uploads", str(refusal))
        else:
            return redirect("resource_edit", pk=pk)
    return _edit_page(request, resource, ResourceForm.of(resource), files_form=form, status=422)


@require_POST
def resource_file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away."""
    own = LearningResource.objects.of_team(request.user)
    file = get_object_or_404(ResourceFile.objects.select_related("resource", "stored_file"), pk=pk, resource__in=own)
    require(permissions.can_edit(request.user, file.resource))
    resources.remove_file(file)
    return redirect("resource_edit", pk=file.resource_id)


@require_POST
def resource_link_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a link."""
    resource = _own(request, pk)
    require(permissions.can_edit(request.user, resource))
    form = LinkForm(request.POST, auto_id="link_%s")
    if form.is_valid():
        try:
            resources.add_link(resource, title=form.cleaned_data["title"], address=form.cleaned_data["address"])
        except Refused as refusal:
            form.add_error("address", str(refusal))
        else:
            return redirect("resource_edit", pk=pk)
    return _edit_page(request, resource, ResourceForm.of(resource), link_form=form, status=422)


@require_POST
def resource_link_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link away."""
    own = LearningResource.objects.of_team(request.user)
    link = get_object_or_404(ResourceLink.objects.select_related("resource"), pk=pk, resource__in=own)
    require(permissions.can_edit(request.user, link.resource))
    resources.remove_link(link)
    return redirect("resource_edit", pk=link.resource_id)


def _own(request: HttpRequest, pk: int) -> LearningResource:
    own = LearningResource.objects.of_team(request.user).select_related("school", "project__consortium")
    return get_object_or_404(own, pk=pk)


def _edit_page(
    request: HttpRequest,
    resource: LearningResource,
    form: ResourceForm,
    *,
    files_form: FilesForm | None = None,
    link_form: LinkForm | None = None,
    current: LearningResource | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "resource": resource,
        "form": form,
        "files_form": files_form or FilesForm(),
        "link_form": link_form or LinkForm(auto_id="link_%s"),
        "files": resource.files.select_related("stored_file"),
        "links": resource.links.all(),
        "missing": resources.missing_parts(resource),
        "last_review": resource.quality_reviews.select_related("reviewer").first(),
        "may_edit": permissions.can_edit(request.user, resource),
        "current": current,
    }
    return render(request, "valorisation/resource_edit.html", context, status=status)
