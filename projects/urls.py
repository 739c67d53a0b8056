"""Pages of projects."""

from django.urls import path

from projects.views import confirmations, milestones, projects

urlpatterns = [
    path("projecten/", projects.project_list, name="project_list"),
    path("projecten/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projecten/<int:pk>/starten/", projects.project_open, name="project_open"),
    path("projecten/<int:pk>/stoppen/", projects.project_stop, name="project_stop"),
    path("projecten/<int:pk>/afsluiten/", projects.project_close, name="project_close"),
    path("projecten/<int:pk>/mijlpalen/", milestones.milestone_add, name="milestone_add"),
    path("projecten/<int:pk>/mijlpalen/<int:milestone_pk>/", milestones.milestone_settle, name="milestone_settle"),
    path("projecten/<int:pk>/logboek/", milestones.log_entry_add, name="log_entry_add"),
    path("samenwerking/<str:token>/", confirmations.consortium_answer, name="consortium_answer"),
]
