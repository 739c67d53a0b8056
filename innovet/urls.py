"""Every app's pages under one root; Dutch addresses, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("beheer/", admin.site.urls),
    path("", include("innovet.portal.urls_plain")),
    *i18n_patterns(
        path("account/", include("innovet.accounts.urls")),
        path("", include("innovet.notifications.urls")),
        path("organisaties/", include("innovet.organisations.urls")),
        path("bestanden/", include("innovet.files.urls")),
        path("vragen/", include("innovet.questions.urls")),
        path("uitvoer/", include("innovet.exports.urls")),
        path("", include("projects.urls")),
        path("", include("calls.urls")),
        path("leermiddelen/", include("valorisation.urls")),
        path("bijeenkomsten/", include("network.urls")),
        path("", include("innovet.portal.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "innovet.portal.views.errors.bad_request"
handler403 = "innovet.portal.views.errors.permission_denied"
handler404 = "innovet.portal.views.errors.page_not_found"
