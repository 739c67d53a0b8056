"""The catalogue that every teacher may search, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from innovet.files.responses import download
from valorisation import permissions
from valorisation.enums import Facet, ResourceState
from valorisation.forms import CatalogueForm
from valorisation.models import LearningResource, ResourceFile
from valorisation.search import read_query

PER_PAGE = 20


@login_not_required
@require_safe
def resource_list(request: HttpRequest) -> HttpResponse:
    """Published learning resources, searched and narrowed."""
    form = CatalogueForm(request.GET)
    asked = form.asked()
    found = (
        LearningResource.objects.visible_to(request.user)
        .published()
        .with_facets([(facet, asked[facet]) for facet in Facet.values])
        .matching(read_query(asked["q"] + " " if asked["q"] else ""))
        .for_list()
    )
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(asked.values()),
        "words": asked["q"],
    }
    return render(request, "valorisation/resource_list.html", context)


@login_not_required
@require_safe
def resource_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One learning resource with its files and links."""
    visible = LearningResource.objects.visible_to(request.user).select_related("school", "project", "label")
    resource = get_object_or_404(visible, pk=pk)
    context = {
        "resource": resource,
        "facets": resource.facets.all(),
        "files": resource.files.select_related("stored_file"),
        "links": resource.links.all(),
        "reviews": [] if resource.state == ResourceState.PUBLISHED else _reviews(request, resource),
        "may_edit": permissions.can_edit(request.user, resource),
        "may_review": permissions.can_review(request.user, resource),
        "may_withdraw": permissions.can_withdraw(request.user, resource),
    }
    return render(request, "valorisation/resource_detail.html", context)


def _reviews(request: HttpRequest, resource: LearningResource) -> list[object]:
    reviews = resource.quality_reviews.visible_to(request.user)
    return list(reviews.select_related("reviewer"))


@login_not_required
@require_safe
def resource_file_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a resource that this visitor may see."""
    visible = LearningResource.objects.visible_to(request.user)
    file = get_object_or_404(ResourceFile.objects.select_related("stored_file").filter(resource__in=visible), pk=pk)
    return download(request, file.stored_file)
