"""Pages of projects."""

from django.urls import path

from projects.views import confirmations

urlpatterns = [
    path("samenwerking/<str:token>/", confirmations.consortium_answer, name="consortium_answer"),
]
