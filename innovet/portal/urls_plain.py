"""Addresses that speak no language: health, feeds for machines."""

from django.urls import URLPattern, URLResolver, path

from innovet.notifications.views import dev_mail
from innovet.portal.views import health, technology

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", technology.metrics, name="metrics"),
    path("dev/mail/", dev_mail.dev_mail_list, name="dev_mail_list"),
    path("dev/mail/<slug:name>/", dev_mail.dev_mail_detail, name="dev_mail_detail"),
]
