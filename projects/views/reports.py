"""Reports: a coordinator asks, the team writes together and hands in, a coordinator judges."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.requests import MemberRequest
from innovet.files.responses import download
from innovet.kit import clock
from innovet.kit.http import kept, possible, posted, require
from innovet.kit.refused import Refused, StaleRevision
from innovet.questions.domain.sheets import problems_of
from innovet.questions.forms import SheetForm
from innovet.questions.views.conflicts import conflict_response
from projects import permissions
from projects.domain import reports
from projects.enums import ReportKind
from projects.forms import ReasonForm, ReportAskForm
from projects.models import Report
from projects.views.form_pages import FormPage
from projects.views.projects import crumbs_of, visible_project


@require_http_methods(["GET", "HEAD", "POST"])
def report_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask the team of a project for a report."""
    project = visible_project(request, pk)
    verdict = permissions.can_ask_report(request.user, project)
    require(verdict if request.method != "POST" else permissions.can_coordinate(request.user))
    form = ReportAskForm(posted(request))

    def ask() -> None:
        possible(verdict)
        kind, due_on = ReportKind(form.cleaned_data["kind"]), form.cleaned_data["due_on"]
        reports.ask_report(project, kind=kind, due_on=due_on, by=request.user, at=clock.now())

    if form.is_valid() and kept(form, ask):
        messages.success(request, _("The team was asked for the report."))
        return redirect(project)
    page = FormPage(_("Ask for a report"), crumbs_of(project), project.title, submit=_("Ask the team"))
    return page.show(request, form)


@require_safe
def report_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The report as it stands, with what its reader may do."""
    report = _report(request, pk)
    can_fill = permissions.can_fill_report(request.user, report)
    context = {
        "can_fill": can_fill,
        "problems": problems_of(report.sheet) if can_fill else [],
        "can_judge": permissions.can_judge_report(request.user, report),
        "moves": report.moves.select_related("by"),
        "files_at": f"{report.get_absolute_url()}bestanden/",
    }
    return render(request, "projects/report_detail.html", context | _around(report))


@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Write in the report together: what two people changed differently comes back with both texts."""
    report = _report(request, pk)
    require(permissions.can_fill_report(request.user, report))
    if request.method != "POST":
        return _form_page(request, report, SheetForm(report.sheet))
    form = SheetForm(report.sheet, request.POST, request.FILES)
    try:
        form.save_draft(by=request.user, at=clock.now())
    except StaleRevision:
        around = _around(report)
        return conflict_response(request, form, title=around["title"], crumbs=around["crumbs"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _form_page(request, report, form, status=409)
    if not form.is_valid():
        return _form_page(request, report, form, status=422)
    messages.success(request, _("Saved."))
    return redirect(report)


@require_POST
def report_hand_in(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand the report in; open questions are named."""
    report = _report(request, pk)
    require(permissions.can_fill_report(request.user, report))
    try:
        reports.hand_in_report(report, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report was handed in."))
    return redirect(report)


@require_POST
def report_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Accept the report."""
    report = _report(request, pk)
    require(permissions.can_judge_report(request.user, report))
    try:
        reports.accept_report(report, by=request.user, at=clock.now())
        messages.success(request, _("The report is accepted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(report)


@require_http_methods(["GET", "HEAD", "POST"])
def report_return(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the report back with what is missing."""
    report = _report(request, pk)
    verdict = permissions.can_judge_report(request.user, report)
    require(verdict if request.method != "POST" else permissions.can_coordinate(request.user))
    form = ReasonForm(posted(request))

    def send_back() -> None:
        possible(verdict)
        reports.return_report(report, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept(form, send_back):
        messages.success(request, _("The report went back to the team."))
        return redirect(report)
    around = _around(report)
    above = [*crumbs_of(report.project), (around["title"], report.get_absolute_url())]
    page = FormPage(_("Send back with what is missing"), above, report.project.title, submit=_("Send back"))
    return page.show(request, form)


@require_safe
def report_file(request: MemberRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """A file in the answers, for who may read the report."""
    report = _report(request, pk)
    answer = get_object_or_404(report.sheet.answers.select_related("file"), file=file_pk)
    if answer.file is None:
        raise Http404
    return download(request, answer.file)


def _report(request: MemberRequest, pk: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user).for_page(), pk=pk)


def _form_page(request: MemberRequest, report: Report, form: SheetForm, status: int = 200) -> HttpResponse:
    context = {"form": form, **_around(report)}
    context["crumbs"] = [*crumbs_of(report.project), (context["title"], report.get_absolute_url()), (_("Write"), "")]
    return render(request, "projects/report_edit.html", context, status=status)


def _around(report: Report) -> dict[str, Any]:
    title = str(report.get_kind_display()).capitalize()
    return {
        "report": report,
        "project": report.project,
        "title": title,
        "crumbs": [*crumbs_of(report.project), (title, "")],
    }
