"""Pages of projects."""

from django.urls import path

from projects.views import (
    cloning,
    confirmations,
    cycle_roles,
    cycles,
    milestones,
    phase_tasks,
    phases,
    projects,
    reports,
)

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
    path("cyclussen/<int:pk>/kopieren/", cloning.cycle_clone, name="cycle_clone"),
    path("cyclussen/<int:pk>/fasen/", phases.phase_add, name="phase_add"),
    path("cyclussen/<int:pk>/themas/", cycles.theme_add, name="theme_add"),
    path("cyclussen/<int:pk>/rollen/", cycle_roles.cycle_role_add, name="cycle_role_add"),
    path("fasen/<int:pk>/", phases.phase_edit, name="phase_edit"),
    path("fasen/<int:pk>/verschuiven/", phases.phase_shift, name="phase_shift"),
    path("fasen/<int:pk>/taken/", phase_tasks.phase_task_add, name="phase_task_add"),
    path("taken/<int:pk>/", phase_tasks.phase_task_detail, name="phase_task_detail"),
    path("taken/<int:pk>/wijzigen/", phase_tasks.phase_task_edit, name="phase_task_edit"),
    path("taken/<int:pk>/klaar/", phase_tasks.phase_task_finish, name="phase_task_finish"),
    path("taken/<int:pk>/heropenen/", phase_tasks.phase_task_reopen, name="phase_task_reopen"),
    path("taken/<int:pk>/weg/", phase_tasks.phase_task_remove, name="phase_task_remove"),
    path("themas/<int:pk>/weg/", cycles.theme_remove, name="theme_remove"),
    path("cyclusrollen/", cycle_roles.cycle_role_list, name="cycle_role_list"),
    path("cyclusrollen/<int:pk>/overdragen/", cycle_roles.cycle_role_hand_over, name="cycle_role_hand_over"),
    path("cyclusrollen/<int:pk>/einde/", cycle_roles.cycle_role_end, name="cycle_role_end"),
    path("samenwerking/<str:token>/", confirmations.consortium_answer, name="consortium_answer"),
]
