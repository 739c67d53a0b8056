"""The administration's front door: the portal's own sign-in, second factor included."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User


class PortalAdminSite(AdminSite):
    """Signs in, signs out and changes passwords where everybody does."""

    site_title = site_header = _("InnoVET, technical administration")
    index_title = _("Tables")

    def has_permission(self, request: HttpRequest) -> bool:
        """Only the technical administrator."""
        return isinstance(request.user, User) and request.user.is_staff

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        """Send a visitor to the portal's sign-in, and a signed-in stranger away."""
        target = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
            target = reverse("admin:index")
        if self.has_permission(request):
            return redirect(target)
        if request.user.is_authenticated:
            raise PermissionDenied(_("These pages are for the technical administrator."))
        return redirect_to_login(target)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]  # noqa: ARG002
        """End the session and return to the portal."""
        return LogoutView.as_view(next_page=reverse_lazy("account_login"))(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        """The portal's page asks the present password first."""
        return redirect("account_change_password")
