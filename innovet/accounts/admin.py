"""Read-only tables of people and roles for the technical administrator; changes are made on the portal's pages."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest

from innovet.accounts.models import RoleGrant, User

for model in (Authenticator, EmailAddress, EmailConfirmation, Group, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows; adding, changing and deleting happen in the domain."""

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:  # noqa: ARG002
        """Never here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Never here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Never here."""
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """People, without their secrets."""

    list_display = ["email", "name", "language", "is_active", "joined_at", "last_login", "closed_at"]
    list_filter = ["is_active", "language"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    exclude = ["password"]


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    """Programme-wide roles and their dates."""

    list_display = ["user", "role", "regions", "from_on", "until_on", "granted_by"]
    list_filter = ["role"]
    list_select_related = ["user", "granted_by"]
    search_fields = ["user__email", "user__name"]
