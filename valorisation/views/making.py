"""Where a school begins: what it made, and the projects for which it can make more."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from innovet.kit import clock
from innovet.kit.refused import Refused
from projects.models import Project
from valorisation.domain import resources
from valorisation.forms import ResourceForm
from valorisation.models import LearningResource

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
