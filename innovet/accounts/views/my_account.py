"""My account: who I am here, how I sign in, what I may do."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.domain import people, sessions
from innovet.accounts.enums import Role
from innovet.accounts.forms import CloseAccountForm, ProfileForm
from innovet.accounts.requests import MemberRequest
from innovet.accounts.rights import effective_rights
from innovet.kit import clock
from innovet.kit.browsers import browser_name
from innovet.kit.refused import Refused

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def my_account(request: MemberRequest) -> HttpResponse:
    factors = Authenticator.objects.filter(user=request.user).aggregate(
        apps=Count("pk", filter=Q(type=Authenticator.Type.TOTP)),
        passkeys=Count("pk", filter=Q(type=Authenticator.Type.WEBAUTHN)),
    )
    context = {
        "factors": factors,
        "has_password": request.user.has_usable_password(),
        "session_count": sessions.open_sessions(request.user, at=clock.now()).count(),
        "roles": [Role(role).label for role in sorted(request.user.standing.roles)],
    }
    return render(request, "accounts/my_account.html", context)


@get_or_post
def profile_edit(request: MemberRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(
        request.POST if request.method == "POST" else None, initial={"name": user.name, "language": user.language}
    )
    if request.method == "POST" and form.is_valid():
        people.change_profile(user, **form.cleaned_data)
        messages.success(request, _("Your name and language are saved."))
        return redirect("my_account")
    return render(request, "accounts/profile_edit.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def rights_overview(request: MemberRequest) -> HttpResponse:
    """Each role with what it allows; of a programme-wide role also who gave it, and for which days and regions."""
    grants = {grant.role: grant for grant in request.user.role_grants.on(clock.today()).select_related("granted_by")}
    rows = [(entitlement, grants.get(entitlement.code)) for entitlement in effective_rights(request.user.standing)]
    return render(request, "accounts/rights_overview.html", {"rows": rows})


@require_safe
def session_list(request: MemberRequest) -> HttpResponse:
    current = request.session.session_key
    rows = [
        {"session": session, "browser": browser_name(session.user_agent), "is_here": session.session_key == current}
        for session in sessions.open_sessions(request.user, at=clock.now())
    ]
    return render(request, "accounts/session_list.html", {"rows": rows})


@require_POST
def session_end(request: MemberRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(sessions.open_sessions(request.user, at=clock.now()), pk=pk)
    if sessions.end_sessions(request.user, pk=session.pk, keep=request.session.session_key or ""):
        messages.success(request, _("That session is ended."))
    return redirect("session_list")


@require_POST
def session_end_others(request: MemberRequest) -> HttpResponse:
    sessions.end_sessions(request.user, keep=request.session.session_key or "")
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("session_list")


@get_or_post
@reauthentication_required  # type: ignore[untyped-decorator]
def account_close(request: MemberRequest) -> HttpResponse:
    form = CloseAccountForm(request.POST if request.method == "POST" else None, address=request.user.email)
    if request.method == "POST" and form.is_valid():
        try:
            people.close_account(request.user, by=request.user, at=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("my_account")
        logout(request)
        messages.success(request, _("Your account is closed. Your name and address are removed."))
        return redirect("account_login")
    return render(request, "accounts/account_close.html", {"form": form}, status=422 if form.is_bound else 200)
