import datetime

from projects.domain import consortia
from projects.models.consortia import hash_of, token_signer
from tests.factories.files import StoredFileFactory
from tests.factories.projects import (
    MADE_AT,
    ConsortiumMemberFactory,
    CycleFactory,
    CycleRoleFactory,
    MilestoneFactory,
    PhaseFactory,
    PhaseTaskFactory,
    ProjectFactory,
    ReportFactory,
    ThemeFactory,
)
from tests.projects.reports import handed_in


def build(world):
    world.cycle = CycleFactory()
    own = {"cycle": world.cycle, "consortium__lead_school": world.school}
    world.project = ProjectFactory(**own)
    world.planned_project = ProjectFactory(planned=True, **own)
    world.milestone = MilestoneFactory(project=world.project)
    world.partner_member = ConsortiumMemberFactory(consortium__lead_school=world.school)
    link = consortia.invite_member(world.partner_member, by=world.users["school_owner"], at=MADE_AT)
    world.partner_token = token_signer().sign("a token of the matrix")
    type(link).objects.filter(pk=link.pk).update(
        token_hash=hash_of(world.partner_token), expires_at=datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
    )
    world.phase = PhaseFactory(cycle=world.cycle)
    world.phase_task = PhaseTaskFactory(phase=world.phase, owner=world.users["steering"])
    world.phase_task_done = PhaseTaskFactory(phase=world.phase, owner=world.users["steering"], done=True)
    world.theme = ThemeFactory(cycle=world.cycle)
    world.cycle_role = CycleRoleFactory(cycle=world.cycle)
    world.report = ReportFactory(project=world.project)
    world.report_in = handed_in(ReportFactory(project=world.project))
    world.report_file = StoredFileFactory()
    question = next(iter(world.report_in.sheet.questions.values()))
    draft = world.report.sheet
    draft.answers.create(question=question, revision=1, file=world.report_file)
