"""Pages of the learning network."""

from django.urls import URLPattern, URLResolver, path

from network import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.event_list, name="event_list"),
    path("nieuw/", views.event_create, name="event_create"),
    path("<int:pk>/", views.event_detail, name="event_detail"),
    path("<int:pk>/inschrijven/", views.registration_create, name="registration_create"),
    path("<int:pk>/beheren/", views.event_manage, name="event_manage"),
    path("<int:pk>/aanpassen/", views.event_edit, name="event_edit"),
    path("<int:pk>/publiceren/", views.event_publish, name="event_publish"),
    path("<int:pk>/afgelasten/", views.event_cancel, name="event_cancel"),
    path("<int:pk>/tafels/", views.table_create, name="table_create"),
    path("tafels/<int:pk>/verwijderen/", views.table_delete, name="table_delete"),
    path("inschrijvingen/<int:pk>/annuleren/", views.registration_cancel, name="registration_cancel"),
]
