"""From a closed project to the catalogue, and a meeting of the learning network."""

import datetime

from django.utils import timezone

from tests.e2e.thread.calling import TITLE
from valorisation.enums import QualityCriterion

RESOURCE = "Werkboek deegrobot"
NOTES = "De robot vormt broodjes van zestig gram.\n"
MEETING = "Robots in de praktijkles"


def hand_in_resource(owner):
    """The school adds what came out of the project, with a file, and hands it in."""
    owner.go("resource_list").follow("Materiaal van mijn school").follow(TITLE)
    owner.choose("product: lesmateriaal, hulpmiddel of kit", "Creative Commons: vermeld de maker (CC BY 4.0)")
    owner.fill({"Titel": RESOURCE, "Samenvatting": "Zes lessen om een robot deeg te leren vormen."})
    owner.fill({"Beschrijving": "Voor bakkers in opleiding. Wij begonnen met **koud deeg**."}).press("Bewaren")
    owner.page.locator("input[type=file]").set_input_files(
        {"name": "werkboek.txt", "mimeType": "text/plain", "buffer": NOTES.encode()}
    )
    owner.press("Bestanden toevoegen").see("werkboek.txt", "Voor je kunt indienen")
    for facet in ("study_domain", "grade"):
        owner.page.locator(f"input[name={facet}]").first.check()
    owner.press("Bewaren").press("Indienen voor kwaliteitsbeoordeling").see("in kwaliteitsbeoordeling")


def grant_label(reviewer, address):
    """A quality reviewer comes by mail, looks at everything and grants the label."""
    reviewer.read_mail(address, RESOURCE).follow_mailed_link("/leermiddelen/")
    reviewer.follow("Beoordelen")
    for criterion in QualityCriterion:
        reviewer.page.locator(f"input[value={criterion.value}]").check()
    reviewer.press("Label toekennen en publiceren")


def find_and_download(visitor):
    """A teacher without an account finds it by words from its title and takes the file; words of nowhere find nothing."""
    visitor.go("resource_list").fill({"Zoekwoorden": "broodrobots deegrobot"}).press("Zoeken")
    visitor.see("Niets gevonden").fill({"Zoekwoorden": "robot deeg"}).press("Zoeken").follow(RESOURCE)
    visitor.see("InnoVET-kwaliteitslabel")
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name="werkboek.txt").click()
    assert waiting.value.path().read_text(encoding="utf-8") == NOTES


def publish_meeting(coordinator):
    """A meeting with two tables and one place; gives its number."""
    coordinator.go("event_list").follow("Nieuwe bijeenkomst")
    coordinator.fill({"Titel": MEETING, "Plaats": "Campus Dender", "Gemeente": "Aalst", "Plaatsen": "1"})
    coordinator.fill({"Begint om": hour(20, 14), "Eindigt om": hour(20, 16), "Inschrijven kan tot": hour(19, 12)})
    coordinator.press("Bewaren")
    for question in ("Wat als de robot hapert?", "Wie onderhoudt de robot?"):
        coordinator.follow("Tafel toevoegen").fill({"Vraag aan deze tafel": question, "Stoelen": "6"})
        coordinator.press("Bewaren").see(question)
    coordinator.press("Publiceren")
    return coordinator.number


def register(person, meeting):
    """Register at the first table."""
    person.go("event_list").follow(MEETING)
    person.page.get_by_label("Dialoogtafel").select_option(index=1)
    return person


def take_turns(first, second, address, meeting):
    """The second waits, and gets the place by mail when the first cancels."""
    register(first, meeting).press("Inschrijven").see("Je hebt een plaats op deze bijeenkomst.")
    register(second, meeting).press("Op de wachtlijst staan").see("Je staat op de wachtlijst.")
    first.press("Mijn inschrijving annuleren")
    second.read_mail(address, MEETING).follow_mailed_link("/bijeenkomsten/")
    second.see("Je hebt een plaats op deze bijeenkomst.")


def hour(days, at):
    """An hour on a day to come, as the browser's field takes it."""
    moment = timezone.localdate() + datetime.timedelta(days=days)
    return f"{moment.isoformat()}T{at:02}:00"
