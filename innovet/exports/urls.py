"""Pages of innovet.exports."""

from django.urls import URLPattern, URLResolver, path

from innovet.exports import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.export_list, name="export_list"),
    path("starten/", views.export_start, name="export_start"),
    path("<int:pk>/", views.export_detail, name="export_detail"),
    path("<int:pk>/annuleren/", views.export_cancel, name="export_cancel"),
    path("<int:pk>/downloaden/", views.export_download, name="export_download"),
]
