"""From a new cycle to a proposal that was handed in."""

import datetime
import re

from django.utils import timezone

from projects.models import CycleRole

CALL = "Oproep voor technologie in het vso en bso"
TITLE = "Een robot in de bakkerij"
QUESTION = "Wat wil je in de klas uitproberen?"
SUMMARY = "Leerlingen van de bakkersopleiding programmeren een robot die deeg vormt, samen met een bakker uit de buurt."
PARTNERS = (
    ("Bakkerij De Korenaar", "An Peeters", "an@korenaar.example", "partner uit de arbeidsmarkt", "lokaal"),
    ("Hogeschool Denderland", "Bart Claes", "bart@denderland.example", "kennispartner", "bovenlokaal"),
)
HEAD = "directie@school.example"


def day(days):
    """A day from today, as the browser's date field takes it."""
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def make_cycle(coordinator, readers):
    """The coordinator makes a cycle with a theme and names who reads in it."""
    year = timezone.localdate().year
    coordinator.go("cycle_list").follow("Nieuwe cyclus")
    coordinator.fill({"Naam": "InnoVET nu", "Schooljaar": f"{year}-{year + 1}"})
    coordinator.fill({"Eerste dag": day(-30), "Laatste dag": day(300)}).press("Bewaren")
    coordinator.follow("Thema toevoegen").fill({"Naam": "Robotica"}).press("Bewaren").see("Robotica")
    for reader in readers:
        coordinator.follow("Een rol geven")
        coordinator.fill({"E-mailadres van het account": reader.email, "Rol": "beoordelaar van voorstellen"})
        coordinator.press("Bewaren").see(f"{reader.name}: beoordelaar")
    assert CycleRole.objects.count() == len(readers)


def publish_call(coordinator):
    """The coordinator writes the call, a criterion of its own and a question, and publishes it; gives its number."""
    coordinator.go("call_list").follow("Nieuwe oproep")
    coordinator.fill({"Cyclus": "InnoVET nu", "Titel": CALL}).press("Maak de oproep")
    number = coordinator.number
    coordinator.fill(
        {
            "Inleiding": "## Wie kan meedoen\n\nElke school die **praktijkonderwijs** geeft.",
            "Doel": "Technologie in elke praktijkles.",
            "Opent op": day(0),
            "Laatste dag": day(1),
        }
    ).press("Bewaren")
    write_rules(coordinator)
    add_criterion(coordinator)
    add_question(coordinator)
    coordinator.go("call_manage", number).press("Publiceren").see("gepubliceerd")
    return number


def write_rules(coordinator):
    """Who may apply when, for how much, and how is selected."""
    coordinator.follow("Wie mag indienen")
    coordinator.fill({"Projecten starten vanaf": day(60), "Projecten eindigen tegen": day(300)}).press("Bewaren")
    coordinator.follow("Geld").fill({"Budget": "200.000", "Hoogste bedrag": "25.000"}).press("Bewaren")
    coordinator.follow("Hoe voorstellen gekozen worden")
    coordinator.fill(
        {
            "Beoordelingen per voorstel": "3",
            "Minimum aan volledige beoordelingen": "3",
            "Rangschikking": "één rangschikking over alle voorstellen",
            "Beoordelingen tegen": day(14),
        }
    ).press("Bewaren")


def add_criterion(coordinator):
    coordinator.follow("Criteria").follow("Nieuw criterium")
    coordinator.fill({"Naam": "Overdraagbaarheid", "Gewicht": "2"})
    coordinator.fill({f"Wat {level} betekent": f"Niveau {level}" for level in range(6)})
    coordinator.press("Bewaren").see("Overdraagbaarheid").follow("Beheren", inside="nav.govuk-breadcrumbs")


def add_question(coordinator):
    coordinator.follow("Vragen van het formulier").follow("Nieuw deel")
    coordinator.fill({"Titel": "Je idee"}).press("Bewaren").follow("Nieuwe vraag")
    coordinator.fill({"Vraag": QUESTION, "Soort antwoord": "lange tekst"})
    coordinator.choose("Deze vraag moet beantwoord worden").press("Bewaren")
    coordinator.see(QUESTION)


CORE = {
    "Bereikte leerlingen": "40",
    "Bereikte leerkrachten": "4",
    "Vrijgemaakte uren": "60",
    "Eerste dag": day(200),
    "Laatste dag": day(300),
    "Didactische vertaling": "Elke les begint met een bestelling.",
    "Herhaalbaarheid": "Met de handleiding.",
    "Wie houdt het levend": "De vakgroep.",
    "Begunstigd schoolbestuur": "Bestuur Aalst",
    "Ondernemingsnummer van het bestuur (KBO)": "0891.813.446",
    "Naam van wie tekent": "Els Maes",
    "Functie van wie tekent": "voorzitter",
    "E-mailadres van wie tekent": "bestuur@school.example",
}


def write_proposal(owner):
    """The school's owner starts from the public list and fills in every part; gives the proposal's number."""
    owner.go("call_list").follow(CALL).follow("Begin een voorstel").press("Voorstel beginnen")
    write_core(owner.fill({"Thema": "Robotica"}))
    answer_question(owner)
    to_part(owner, "Begroting").fill({"Categorie": "toestellen en uitrusting", "Beschrijving": "Robotarm"})
    owner.fill({"Gevraagd bedrag in euro": "12.500", "Eigen inbreng in euro": "1.000,50"}).press("Toevoegen")
    owner.see(re.compile(r"12\.500"))
    plan_step(owner)
    return owner.number


def write_core(owner):
    """The typed core but its theme, which not every call asks."""
    owner.fill({"Titel": TITLE, "Publieke samenvatting": SUMMARY} | CORE)
    owner.choose("Voeding en horeca", "arbeidsmarktfinaliteit", "bso", "derde graad (jaar 5-6)").press("Bewaren")
    owner.see("Bewaard is nog niet ingediend.")


def answer_question(owner):
    to_part(owner, "Vragen").fill({QUESTION: "Een robotarm die deeg vormt."}).press("Bewaren")


def plan_step(owner):
    to_part(owner, "Planning").fill({"Stap": "Eerste brood met de robot", "Klaar tegen": day(100)})
    owner.press("Toevoegen").see("Eerste brood met de robot")


def ask_partners(owner):
    """Two partners are found, described and asked to confirm."""
    for organisation, contact, address, role, reach in PARTNERS:
        to_part(owner, "Partners").follow("Voeg een partner toe")
        owner.fill({"Naam, gemeente, schoolnummer of KBO-nummer": organisation.split()[1]}).press("Zoeken")
        owner.follow(organisation)
        owner.fill({"Rol": role, "Werkt": reach, "Inbreng": "Gastlessen en een bezoek", "Uren": "20"})
        owner.fill({"Naam van de contactpersoon": contact, "E-mailadres van de contactpersoon": address})
        owner.press("Toevoegen").press(f"Vraag om te bevestigen {organisation}")
    to_part(owner, "Nakijken en indienen").see("Dit ontbreekt nog:")


def confirm_by_mail(visitor, contact, address):
    """A partner without an account answers through the link in the mail."""
    visitor.read_mail(address, TITLE).follow_mailed_link("/samenwerking/")
    visitor.choose("Ja, mijn organisatie doet mee zoals beschreven", "Ik mag voor mijn organisatie spreken")
    visitor.fill({"Je naam": contact, "Je functie": "zaakvoerder"}).press("Antwoord versturen")
    visitor.see(f"{contact} bevestigde")


def ask_head(owner):
    """The head of the school is asked to approve what stands."""
    to_part(owner, "Goedkeuring").fill({"Naam": "Rik Goossens", "E-mailadres": HEAD}).press("Verstuur de vraag")
    owner.see("Er is een mail met een link verstuurd.")


def approve_by_mail(head):
    """The head answers through the link in the mail, without an account."""
    head.read_mail(HEAD, TITLE).follow_mailed_link("/goedkeuring/").see(TITLE)
    head.choose("Ik keur dit voorstel goed namens de school").fill({"Je functie": "directeur"})
    head.press("Antwoord versturen").see("Rik Goossens, directeur")


def hand_in(owner, proposal):
    """The owner checks, hands in, and gets a receipt with the hash of what was handed in, also by mail."""
    owner.go("proposal_submit", proposal).press("Indienen").see("Ontvangstbewijs")
    digest = owner.page.locator("code.digest").inner_text()
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    owner.read_mail("els@school.example", TITLE).see(digest)


def to_part(owner, name):
    """Go to another part of the draft."""
    return owner.follow(name, inside=".section-menu")
