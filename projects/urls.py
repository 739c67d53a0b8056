"""Pages of projects."""

from django.urls import path

from projects.views import confirmations, cycles, milestones, projects, reports

urlpatterns = [
    path("projecten/", projects.project_list, name="project_list"),
    path("projecten/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projecten/<int:pk>/starten/", projects.project_open, name="project_open"),
    path("projecten/<int:pk>/stoppen/", projects.project_stop, name="project_stop"),
    path("projecten/<int:pk>/afsluiten/", projects.project_close, name="project_close"),
    path("projecten/<int:pk>/mijlpalen/", milestones.milestone_add, name="milestone_add"),
    path("projecten/<int:pk>/mijlpalen/<int:milestone_pk>/", milestones.milestone_settle, name="milestone_settle"),
    path(
        "projecten/<int:pk>/mijlpalen/<int:milestone_pk>/schrappen/", milestones.milestone_drop, name="milestone_drop"
    ),
    path("projecten/<int:pk>/logboek/", milestones.log_entry_add, name="log_entry_add"),
    path("projecten/<int:pk>/verslagen/", reports.report_ask, name="report_ask"),
    path("verslagen/<int:pk>/", reports.report_detail, name="report_detail"),
    path("verslagen/<int:pk>/schrijven/", reports.report_edit, name="report_edit"),
    path("verslagen/<int:pk>/indienen/", reports.report_hand_in, name="report_hand_in"),
    path("verslagen/<int:pk>/aanvaarden/", reports.report_accept, name="report_accept"),
    path("verslagen/<int:pk>/terugsturen/", reports.report_return, name="report_return"),
    path("verslagen/<int:pk>/bestanden/<int:file_pk>/", reports.report_file, name="report_file"),
    path("cyclussen/", cycles.cycle_list, name="cycle_list"),
    path("cyclussen/nieuw/", cycles.cycle_add, name="cycle_add"),
    path("cyclussen/<int:pk>/", cycles.cycle_detail, name="cycle_detail"),
    path("cyclussen/<int:pk>/wijzigen/", cycles.cycle_edit, name="cycle_edit"),
    path("cyclussen/<int:pk>/fasen/", cycles.phase_add, name="phase_add"),
    path("cyclussen/<int:pk>/themas/", cycles.theme_add, name="theme_add"),
    path("cyclussen/<int:pk>/rollen/", cycles.cycle_role_add, name="cycle_role_add"),
    path("fasen/<int:pk>/", cycles.phase_edit, name="phase_edit"),
    path("themas/<int:pk>/weg/", cycles.theme_remove, name="theme_remove"),
    path("cyclusrollen/<int:pk>/einde/", cycles.cycle_role_end, name="cycle_role_end"),
    path("samenwerking/<str:token>/", confirmations.consortium_answer, name="consortium_answer"),
]
