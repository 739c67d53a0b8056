"""Pages of valorisation."""

from django.urls import URLPattern, URLResolver, path

from valorisation.views import catalogue, editing, making, quality

urlpatterns: list[URLPattern | URLResolver] = [
    path("", catalogue.resource_list, name="resource_list"),
    path("<int:pk>/", catalogue.resource_detail, name="resource_detail"),
    path("bestanden/<int:pk>/", catalogue.resource_file_download, name="resource_file_download"),
    path("eigen/", making.resource_own_list, name="resource_own_list"),
    path("nieuw/<int:pk>/", making.resource_create, name="resource_create"),
    path("<int:pk>/aanpassen/", editing.resource_edit, name="resource_edit"),
    path("<int:pk>/indienen/", editing.resource_submit, name="resource_submit"),
    path("<int:pk>/bestanden/", editing.resource_file_add, name="resource_file_add"),
    path("bestanden/<int:pk>/verwijderen/", editing.resource_file_remove, name="resource_file_remove"),
    path("<int:pk>/links/", editing.resource_link_add, name="resource_link_add"),
    path("links/<int:pk>/verwijderen/", editing.resource_link_remove, name="resource_link_remove"),
    path("kwaliteit/", quality.quality_review_list, name="quality_review_list"),
    path("kwaliteit/<int:pk>/", quality.quality_review_edit, name="quality_review_edit"),
    path("<int:pk>/intrekken/", quality.resource_withdraw, name="resource_withdraw"),
    path("<int:pk>/terugzetten/", quality.resource_restore, name="resource_restore"),
]
