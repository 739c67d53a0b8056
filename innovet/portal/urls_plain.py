"""Addresses that speak no language: health, feeds for machines."""

from django.urls import URLPattern, URLResolver, path

from innovet.portal.views import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
