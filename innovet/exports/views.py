"""Pages of exports: start, follow, cancel, download."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from innovet.accounts.requests import MemberRequest
from innovet.exports import permissions
from innovet.exports.domain import jobs
from innovet.exports.enums import ExportFormat, ExportState
from innovet.exports.forms import ExportForm
from innovet.exports.models import ExportJob
from innovet.exports.registry import table_named, tables_for
from innovet.files.responses import download
from innovet.kit import clock
from innovet.kit.http import require
from innovet.kit.refused import Refused

PAGE = 50
TONES = {
    ExportState.QUEUED: "blue",
    ExportState.RUNNING: "blue",
    ExportState.DONE: "green",
    ExportState.FAILED: "red",
    ExportState.CANCELLED: "grey",
}


@require_safe
def export_list(request: MemberRequest) -> HttpResponse:
    """One's own exports, and the lists one may export."""
    page = Paginator(ExportJob.objects.visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(job, _label(job), TONES[ExportState(job.state)]) for job in page],
        "tables": tables_for(request.user),
    }
    return render(request, "exports/export_list.html", context)


@require_POST
def export_start(request: MemberRequest) -> HttpResponse:
    """Ask for an export and go to its page."""
    form = ExportForm(request.POST)
    if not form.is_valid() or table_named(form.cleaned_data["table"]) is None:
        raise Http404
    table, kind, query = (form.cleaned_data[name] for name in ("table", "format", "query"))
    try:
        job = jobs.start_export(table, ExportFormat(kind), query=query, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("export_list")
    return redirect(job)


@require_safe
def export_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """How far an export is; with htmx only the part that changes."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user).select_related("file"), pk=pk)
    last_move = job.moves.last() if job.state == ExportState.FAILED else None
    context = {
        "crumbs": [(_("My exports"), reverse("export_list")), (_label(job), "")],
        "job": job,
        "label": _label(job),
        "tone": TONES[ExportState(job.state)],
        "reason": last_move.reason if last_move else "",
        "can_cancel": permissions.can_cancel(request.user, job),
    }
    template = "exports/export_detail.html#progress" if request.htmx else "exports/export_detail.html"
    return render(request, template, context)


@require_POST
def export_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop an export."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)
    try:
        jobs.cancel_export(job, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(job)


@require_safe
def export_download(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The file, for its owner only."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user).select_related("file"), pk=pk)
    require(permissions.can_download(request.user, job))
    if job.file is None:
        raise Http404
    return download(request, job.file)


def _label(job: ExportJob) -> str:
    table = table_named(job.table_key)
    return str(table.label) if table else job.table_key
