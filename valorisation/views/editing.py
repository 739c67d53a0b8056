"""The page on which a team writes: one form, so that every button keeps all that was typed and chosen."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from innovet.accounts.models import User
from innovet.kit import clock
from innovet.kit.refused import Refused, StaleRevision
from valorisation import permissions
from valorisation.domain import resources
from valorisation.forms import FilesForm, LinkForm, ResourceForm
from valorisation.models import LearningResource, ResourceFile, ResourceLink

SAVED, CONFLICT, INVALID = 200, 409, 422


@dataclass
class Page:
    """What stands in the form, and what a colleague saved meanwhile."""

    text: ResourceForm
    files: FilesForm
    link: LinkForm
    current: LearningResource | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def resource_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe the material, add files and links, hand in."""
    resource = _own(request, pk)
    if request.method != "POST":
        return _show(request, resource, Page(ResourceForm.of(resource), FilesForm(), LinkForm()))
    if failed := _keep(request, resource):
        return failed
    messages.success(request, _("Saved."))
    return redirect("resource_edit", pk=pk)


@require_POST
def resource_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in for quality review."""
    resource = _own(request, pk)
    if failed := _keep(request, resource):
        return failed
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
    return _keep(request, _own(request, pk), asked="files") or _back(pk, "files")


@require_POST
def resource_file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away."""
    own = LearningResource.objects.of_team(request.user)
    file = get_object_or_404(ResourceFile.objects.select_related("resource", "stored_file"), pk=pk, resource__in=own)
    if failed := _keep(request, _own(request, file.resource_id)):
        return failed
    resources.remove_file(file)
    return _back(file.resource_id, "files")


@require_POST
def resource_link_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a link."""
    return _keep(request, _own(request, pk), asked="link") or _back(pk, "links")


@require_POST
def resource_link_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link away."""
    own = LearningResource.objects.of_team(request.user)
    link = get_object_or_404(ResourceLink.objects.select_related("resource"), pk=pk, resource__in=own)
    if failed := _keep(request, _own(request, link.resource_id)):
        return failed
    resources.remove_link(link)
    return _back(link.resource_id, "links")


def _own(request: HttpRequest, pk: int) -> LearningResource:
    own = LearningResource.objects.of_team(request.user).select_related("school", "project__consortium")
    return get_object_or_404(own, pk=pk)


def _back(pk: int, part: str) -> HttpResponse:
    return redirect(f"{reverse('resource_edit', args=[pk])}#{part}")


def _keep(request: HttpRequest, resource: LearningResource, *, asked: str = "") -> HttpResponse | None:
    """Save the text, the files and the link of the form, each for itself; the page again when one of them fails.

    `asked` is the part that its button cannot do without: an empty part is left alone otherwise. What a colleague
    handed in meanwhile is refused by the domain, not by a page without the text that was typed.
    """
    files = FilesForm(request.POST, request.FILES)
    files.fields["uploads"].required = asked == "files"
    link = LinkForm(request.POST, empty_permitted=asked != "link", use_required_attribute=False)
    page = Page(ResourceForm(request.POST), files, link)
    outcomes = {
        _keep_text(request, resource, page),
        _keep_link(resource, link),
        _keep_files(resource, files, by=cast("User", request.user)),
    }
    failed = sorted(outcomes - {SAVED})
    return _show(request, resource, page, status=failed[0]) if failed else None


def _keep_text(request: HttpRequest, resource: LearningResource, page: Page) -> int:
    if not page.text.is_valid():
        return INVALID
    details = page.text.cleaned_data
    typed = request.POST.copy()
    try:
        resources.change_resource(resource, details, revision=details["revision"] or 0)
    except StaleRevision as stale:
        page.current = cast("LearningResource", stale.current)
        typed["revision"] = str(page.current.revision)
        page.text = ResourceForm(typed)
    except Refused as refusal:
        page.text.add_error(None, str(refusal))
    else:
        typed["revision"] = str(resource.revision)
        page.text = ResourceForm(typed)
        return SAVED
    return CONFLICT


def _keep_link(resource: LearningResource, form: LinkForm) -> int:
    if not form.is_valid():
        return INVALID
    if not form.has_changed():
        return SAVED
    try:
        resources.add_link(resource, title=form.cleaned_data["title"], address=form.cleaned_data["address"])
    except Refused as refusal:
        form.add_error("address", str(refusal))
        return CONFLICT
    return SAVED


def _keep_files(resource: LearningResource, form: FilesForm, *, by: User) -> int:
    if not form.is_valid():
        return INVALID
    if not form.cleaned_data["uploads"]:
        return SAVED
    try:
        resources.add_files(resource, form.cleaned_data["uploads"], by=by, at=clock.now())
    except Refused as refusal:
        form.add_error("uploads", str(refusal))
        return CONFLICT
    return SAVED


def _show(request: HttpRequest, resource: LearningResource, page: Page, status: int = 200) -> HttpResponse:
    context = {
        "resource": resource,
        "form": page.text,
        "files_form": page.files,
        "link_form": page.link,
        "files": resource.files.select_related("stored_file"),
        "links": resource.links.all(),
        "missing": resources.missing_parts(resource),
        "last_review": resource.quality_reviews.select_related("reviewer").first(),
        "may_edit": permissions.can_edit(request.user, resource),
        "current": page.current,
    }
    return render(request, "valorisation/resource_edit.html", context, status=status)
