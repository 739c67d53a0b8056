"""The directory, an organisation's page, and adding and changing organisations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.accounts.standing import standing_of
from innovet.kit import clock
from innovet.kit.http import require
from innovet.kit.refused import Refused, StaleRevision
from innovet.organisations import permissions
from innovet.organisations.domain import logos, members, organisations
from innovet.organisations.domain.organisations import NumberTaken
from innovet.organisations.enums import RELATED_KINDS, MembershipRole, OrganisationKind
from innovet.organisations.filters import OrganisationFilter
from innovet.organisations.forms import EndForm, JoinForm, NewOrganisationForm, OrganisationForm
from innovet.organisations.models import Organisation
from innovet.organisations.models.numbers import searchable

PER_PAGE = 50
SUGGESTIONS = 10
SHORTEST_SUGGESTION = 2


def visible(request: HttpRequest) -> QuerySet[Organisation]:
    """The organisations that whoever asks may see, with what they are part of."""
    return Organisation.objects.visible_to(request.user).select_related(*RELATED_KINDS, "successor")


def crumbs_to(organisation: Organisation, *further: str) -> list[tuple[str, str]]:
    """The way to an organisation's page, and to a page below it."""
    own_address = organisation.get_absolute_url() if further else ""
    return [*list_crumbs(), (organisation.name, own_address), *((label, "") for label in further)]


def list_crumbs() -> list[tuple[str, str]]:
    """The way to the directory."""
    return [(_("Organisations"), reverse("organisation_list"))]


@require_safe
def organisation_list(request: MemberRequest) -> HttpResponse:
    """Search the directory by name, town or number."""
    found = OrganisationFilter(request.GET, Organisation.objects.visible_to(request.user), request=request)
    is_valid = found.form.is_valid()
    rows = found.qs if is_valid else found.queryset.active()
    page = Paginator(rows.prefetch_related("school_numbers"), PER_PAGE).get_page(request.GET.get("page"))
    mine = standing_of(request.user).ids("organisation")
    context = {
        "filter": found,
        "page": page,
        "mine": mine,
        "is_narrowed": any(found.data.values()),
        "is_narrowed_further": any(found.data.get(name) for name in ("kind", "province", "network", "mine", "ended")),
    }
    return render(request, "organisations/organisation_list.html", context, status=200 if is_valid else 422)


@require_safe
def organisation_suggest(request: MemberRequest) -> HttpResponse:
    """What a line of text may mean, while it is being written; `name` says which parameter holds the text."""
    written = request.GET.get(request.GET.get("name", "q"), "")
    found = Organisation.objects.visible_to(request.user).active().found_by(written)
    if kinds := [kind for kind in request.GET.get("kinds", "").split(",") if kind in OrganisationKind.values]:
        found = found.filter(kind__in=kinds)
    is_enough = len(searchable(written)) >= SHORTEST_SUGGESTION
    context = {"found": found[:SUGGESTIONS] if is_enough else []}
    return render(request, "organisations/organisation_suggest.html", context)


@require_safe
def organisation_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What is known of one organisation, and how to join it."""
    organisation = get_object_or_404(visible(request), pk=pk)
    return detail_page(request, organisation, JoinForm())


def detail_page(
    request: MemberRequest, organisation: Organisation, form: JoinForm, *, status: int = 200
) -> HttpResponse:
    """The page of an organisation, also after an ask to join that was not right."""
    user = request.user
    may_join = permissions.can_join(user, organisation)
    may_see_members = permissions.can_see_members(user, organisation)
    context = {
        "organisation": organisation,
        "crumbs": crumbs_to(organisation),
        "relations": [
            (capfirst(getattr(Organisation, name).field.verbose_name), getattr(organisation, name))
            for name in RELATED_KINDS
            if getattr(organisation, name)
        ],
        "numbers": list(organisation.school_numbers.all()),
        "predecessors": organisation.predecessors.all(),
        "governed": organisation.governed.active()[:PER_PAGE],
        "own_role": own_role(user, organisation),
        "may_edit": permissions.can_edit(user, organisation),
        "may_see_members": may_see_members,
        "may_join": may_join,
        "may_oversee": permissions.can_oversee(user),
        "joins_at_once": may_join and members.may_join_at_once(user, organisation),
        "open_request": organisation.join_requests.open().filter(user=user).first() if may_join else None,
        "log": organisation.log.select_related("by", "person")[:20] if may_see_members else [],
        "form": form,
    }
    return render(request, "organisations/organisation_detail.html", context, status=status)


def own_role(user: User, organisation: Organisation) -> str:
    """What the person is for the organisation, in words; empty for a stranger."""
    held = [role for role in MembershipRole if organisation.pk in standing_of(user).ids("organisation", role)]
    return str(held[0].label) if held else ""


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_create(request: MemberRequest) -> HttpResponse:
    """Add an organisation; whoever adds it becomes its owner, but a coordinator adds for others."""
    require(permissions.can_create(request.user))
    if request.method != "POST":
        return _create_page(request, NewOrganisationForm(initial={"name": request.GET.get("name", "")[:200]}))
    form = NewOrganisationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _create_page(request, form, status=422)
    is_coordinator = permissions.can_oversee(request.user).allowed
    try:
        organisation = organisations.create_organisation(
            form.details(),
            by=request.user,
            at=clock.now(),
            owner=None if is_coordinator else request.user,
            is_checked=is_coordinator,
        )
    except NumberTaken as refusal:
        form.add_refusal(refusal)
        return _create_page(request, form, status=409)
    _change_logo(organisation, form)
    messages.success(request, _("%(name)s was added.") % {"name": organisation.name})
    return redirect(organisation)


def _create_page(request: MemberRequest, form: NewOrganisationForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "crumbs": [*list_crumbs(), (_("Add an organisation"), "")]}
    return render(request, "organisations/organisation_create.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the details; somebody else's change in between is shown beside what was typed."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_edit(request.user, organisation))
    if request.method != "POST":
        return _edit_page(request, organisation, OrganisationForm(instance=organisation))
    form = OrganisationForm(request.POST, request.FILES, instance=get_object_or_404(visible(request), pk=pk))
    if not form.is_valid():
        return _edit_page(request, organisation, form, status=422)
    revision = form.cleaned_data["revision"] or 0
    try:
        organisations.edit_organisation(
            organisation, form.details(), revision=revision, by=request.user, at=clock.now()
        )
    except StaleRevision:
        return _edit_page(request, get_object_or_404(visible(request), pk=pk), form, is_stale=True, status=409)
    except NumberTaken as refusal:
        form.add_refusal(refusal)
        return _edit_page(request, organisation, form, status=409)
    _change_logo(organisation, form)
    messages.success(request, _("The details were saved."))
    return redirect(organisation)


def _edit_page(
    request: MemberRequest,
    organisation: Organisation,
    form: OrganisationForm,
    *,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "crumbs": crumbs_to(organisation, _("Change details")),
        "differences": form.differences(organisation) if is_stale else [],
        "is_stale": is_stale,
    }
    return render(request, "organisations/organisation_edit.html", context, status=status)


def _change_logo(organisation: Organisation, form: OrganisationForm) -> None:
    if form.cleaned_data.get("logo"):
        logos.keep_logo(organisation, form.cleaned_data["logo"])
    elif form.cleaned_data.get("remove_logo"):
        logos.remove_logo(organisation)


@login_not_required
@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def organisation_logo(_request: HttpRequest, pk: int, digest: str) -> FileResponse:
    """The logo, for any page it stands on; its address changes with the picture."""
    organisation = get_object_or_404(Organisation.objects.exclude(logo=""), pk=pk)
    path = organisation.logo.name or ""
    if path != f"logos/{pk}/{digest}.png" or not default_storage.exists(path):
        raise Http404
    return FileResponse(default_storage.open(path), content_type="image/png")


@require_POST
def organisation_check(request: MemberRequest, pk: int) -> HttpResponse:
    """A coordinator looked at an organisation that a person added."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_oversee(request.user))
    try:
        organisations.check_organisation(organisation, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is noted as checked.") % {"name": organisation.name})
    return redirect(organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_end(request: MemberRequest, pk: int) -> HttpResponse:
    """A coordinator notes that an organisation ended, and what came in its place."""
    organisation = get_object_or_404(visible(request), pk=pk)
    require(permissions.can_oversee(request.user))
    if request.method != "POST":
        form = EndForm(initial={"ended_on": organisation.ended_on, "successor": organisation.successor})
        return _end_page(request, organisation, form)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _end_page(request, organisation, form, status=422)
    try:
        organisations.end_organisation(
            organisation,
            on=form.cleaned_data["ended_on"],
            successor=form.cleaned_data["successor"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _end_page(request, organisation, form, status=409)
    messages.success(request, _("The details were saved."))
    return redirect(organisation)


def _end_page(request: MemberRequest, organisation: Organisation, form: EndForm, *, status: int = 200) -> HttpResponse:
    crumbs = crumbs_to(organisation, _("End or merge"))
    context = {"organisation": organisation, "form": form, "crumbs": crumbs}
    return render(request, "organisations/organisation_end.html", context, status=status)
