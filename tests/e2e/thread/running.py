"""From a released letter to a closed project."""

import re

from tests.e2e.thread.calling import TITLE, day

STEP = "Eerste brood met de robot"


def read_letter(owner):
    """The school reads the letter and goes from the proposal to its project; gives the project's number."""
    owner.read_mail("els@school.example", "Beslissing").see("Een sterk plan met een bakker uit de buurt.")
    owner.follow_mailed_link("/voorstellen/").see("geselecteerd").follow("Ga naar het project")
    return owner.number


def reach_milestone(coordinator, owner, project):
    """The project runs and reaches its first milestone."""
    coordinator.go("project_detail", project).press("Project laten starten").see("loopt")
    owner.go("project_detail", project).press(re.compile(f"^Als bereikt noteren.*{STEP}")).see("bereikt")


def report(coordinator, owner, project):
    """The coordinator asks the final report, the school writes it, the coordinator accepts it."""
    coordinator.go("project_detail", project).open_tab("Verslagen").follow("Verslag vragen")
    coordinator.choose("eindverslag").fill({"In te dienen ten laatste op": day(60)}).press("Aan het team vragen")
    owner.read_mail("els@school.example", TITLE).follow_mailed_link("/verslagen/").see("Nog open")
    owner.follow("Verslag schrijven")
    write_everything(owner)
    owner.press("Bewaren").press("Verslag indienen").see("ingediend")
    coordinator.read_mail("coordinator@innovet.example", TITLE).follow_mailed_link("/verslagen/")
    coordinator.press("Verslag aanvaarden").see("aanvaard")


def write_everything(owner):
    """Fill in whatever the report asks."""
    for text in owner.page.locator("main textarea:visible").all():
        text.fill("Drie klassen bakten met de robot.")
    for field in owner.page.locator("main input[type=text]:visible").all():
        field.fill("12")
    for group in owner.page.locator("main fieldset:visible").all():
        group.get_by_label("Ja", exact=True).check()


def close_project(coordinator, project):
    """The project closes."""
    coordinator.go("project_detail", project).press("Project afsluiten").see("afgesloten")
