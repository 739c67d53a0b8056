from django.urls import path

from innovet.urls import *  # noqa: F403  the portal with its error pages
from innovet.urls import urlpatterns as portal
from tests.benchmarks import views

urlpatterns = [
    path("control/plain/", views.control_plain),
    path("control/ref/", views.control_ref),
    path("control/session/", views.control_session),
    path("control/post/", views.control_post),
    *portal,
]
