"""The plans of the demo: made up for made-up schools, in the manner of what InnoVET supports."""

from dataclasses import dataclass

from innovet.education import Province

CIRCULAR, LIVING, INDUSTRY = "Circulaire economie", "Slim wonen en leven", "Industrie 4.0"
LEARNING, TOGETHER, MOBILITY, ENERGY = (
    "Levenslang leren",
    "Samen leven in 2050",
    "Mobiliteit",
    "Energietransitie",
)
THEMES = (CIRCULAR, LIVING, INDUSTRY, LEARNING, TOGETHER, MOBILITY, ENERGY)
ANTWERP, LIMBURG, EAST, BRABANT, WEST, BRUSSELS = (
    Province.ANTWERP,
    Province.LIMBURG,
    Province.EAST_FLANDERS,
    Province.FLEMISH_BRABANT,
    Province.WEST_FLANDERS,
    Province.BRUSSELS,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal of the story: its school's town, its theme, the euros asked and how good the readers find it (0-5).

    `outcome` is how it ended, or how far it came in the formal check.
    """

    title: str
    town: str
    province: Province
    theme: str
    euros: int
    quality: float
    outcome: str = "rejected"
    material_percent: int = 25


# 22 proposals, 13 selected, 229,000 euro together, at most 50,000 euro in each of five envelopes.
CYCLE_2019 = (
    Plan("Herstelcafé in de klas houtbewerking", "Aalst", EAST, CIRCULAR, 17_000, 4.6, "selected"),
    Plan("Digitale werkbon in de autogarage", "Lokeren", EAST, MOBILITY, 16_500, 4.3, "selected"),
    Plan("Warmtepompen begrijpen en plaatsen", "Deinze", EAST, ENERGY, 15_900, 4.1, "selected"),
    Plan("Robotarm voor beginners", "Eeklo", EAST, INDUSTRY, 18_000, 3.4, "reserve"),
    Plan("Zorgtechnologie thuis", "Brakel", EAST, LIVING, 14_000, 2.2),
    Plan("Van wandkast tot bouwpakket", "Mechelen", ANTWERP, CIRCULAR, 16_500, 4.4, "selected"),
    Plan("Sensoren in de bakkerij", "Herentals", ANTWERP, INDUSTRY, 16_000, 4.2, "selected"),
    Plan("Samen koken, samen taal", "Antwerpen", ANTWERP, TOGETHER, 15_500, 4.0, "selected"),
    Plan("Virtuele rondleiding in de haven", "Brasschaat", ANTWERP, INDUSTRY, 19_500, 3.1),
    Plan("Fietsatelier van de toekomst", "Turnhout", ANTWERP, MOBILITY, 14_500, 2.6),
    Plan("Slimme serre", "Genk", LIMBURG, ENERGY, 20_000, 4.5, "selected"),
    Plan("Verzorgen met een bril op", "Hasselt", LIMBURG, LIVING, 18_500, 4.0, "selected"),
    Plan("Lassen in lagen", "Lommel", LIMBURG, INDUSTRY, 16_000, 2.9),
    Plan("Kapsalon zonder afval", "Tongeren", LIMBURG, CIRCULAR, 13_500, 2.4),
    Plan("Meetkoffer voor energie in huis", "Leuven", BRABANT, ENERGY, 22_000, 4.5, "selected"),
    Plan("Leren in de winkel van morgen", "Brussel", BRUSSELS, LEARNING, 21_500, 4.2, "selected"),
    Plan("Bouwplaats in beeld", "Diest", BRABANT, INDUSTRY, 17_500, 3.3, "reserve"),
    Plan("Mode uit restjes", "Brussel", BRUSSELS, CIRCULAR, 15_000, 2.8),
    Plan("Elektrische camionette ombouwen", "Roeselare", WEST, MOBILITY, 17_500, 4.4, "selected"),
    Plan("Hotelkamer als leslokaal", "Oostende", WEST, LEARNING, 16_800, 4.1, "selected"),
    Plan("Onderhoud met gegevens", "Kortrijk", WEST, INDUSTRY, 15_300, 3.9, "selected"),
    Plan("Drones boven het veld", "Ieper", WEST, LIVING, 18_000, 0.0, "inadmissible"),
)

# Nine projects of the second cycle; how they were chosen is not part of the story.
CYCLE_2020 = (
    Plan("Veilig werken op hoogte, vooraf geoefend", "Aalst", EAST, INDUSTRY, 17_000, 4.0),
    Plan("Zorgrobot op stage", "Hasselt", LIMBURG, LIVING, 18_000, 4.0),
    Plan("Tweedehands, eerste keus", "Mechelen", ANTWERP, CIRCULAR, 14_500, 4.0),
    Plan("Laadpalen plaatsen en onderhouden", "Roeselare", WEST, ENERGY, 19_000, 4.0),
    Plan("Taal op de werkvloer", "Brussel", BRUSSELS, TOGETHER, 13_500, 4.0),
    Plan("Printen met beton", "Leuven", BRABANT, INDUSTRY, 21_000, 4.0),
    Plan("Groen dak, groene klas", "Genk", LIMBURG, ENERGY, 16_000, 4.0),
    Plan("De bus als werkplaats", "Herentals", ANTWERP, MOBILITY, 15_500, 4.0),
    Plan("Een leven lang lassen", "Oostende", WEST, LEARNING, 14_000, 4.0),
)

# The running cycle: a call in review and a call that is open.
IN_REVIEW = (
    Plan("Waterstof op de werkbank", "Lokeren", EAST, ENERGY, 24_000, 4.2),
    Plan("Digitale tweeling van de stal", "Tongeren", LIMBURG, INDUSTRY, 21_000, 3.6),
    Plan("Buurtrestaurant zonder verspilling", "Antwerpen", ANTWERP, CIRCULAR, 17_500, 4.4),
    Plan("Kunstmatige intelligentie in de garage", "Kortrijk", WEST, MOBILITY, 23_000, 3.2),
    Plan("Woonzorg ontwerpen met bewoners", "Leuven", BRABANT, LIVING, 19_000, 4.0),
    Plan("Webwinkel van de klas", "Brussel", BRUSSELS, LEARNING, 15_000, 3.8),
)
# The call that has just closed: 22 proposals, at every point of the formal check.
IN_CHECK = (
    Plan("Oude elektronica, nieuwe les", "Eeklo", EAST, CIRCULAR, 16_500, 4.0, "extension"),
    Plan("Isoleren met schapenwol", "Deinze", EAST, ENERGY, 17_000, 4.0, "green"),
    Plan("Slim magazijn op schaal", "Lokeren", EAST, INDUSTRY, 18_500, 4.0, "admissible"),
    Plan("Mantelzorg in de buurt", "Brakel", EAST, TOGETHER, 12_500, 4.0, "inadmissible"),
    Plan("Deelfietsen onderhouden", "Aalst", EAST, MOBILITY, 15_000, 4.0, "deputy"),
    Plan("Bijleren op de werf", "Turnhout", ANTWERP, LEARNING, 14_000, 4.0, "draft"),
    Plan("Batterijen veilig herstellen", "Mechelen", ANTWERP, ENERGY, 19_500, 4.0, "green"),
    Plan("Meten in de grootkeuken", "Herentals", ANTWERP, INDUSTRY, 16_000, 4.0, "replaced", 45),
    Plan("Stadslandbouw op het dak", "Antwerpen", ANTWERP, TOGETHER, 17_500, 4.0, "admissible"),
    Plan("Havenlogistiek met één scherm", "Brasschaat", ANTWERP, MOBILITY, 20_000, 4.0, "withdrawn"),
    Plan("Dementie begrijpen door te spelen", "Hasselt", LIMBURG, LIVING, 15_500, 4.0, "green"),
    Plan("Kunststof terug in de les", "Lommel", LIMBURG, CIRCULAR, 18_000, 4.0, "admissible"),
    Plan("Serre zonder verspild water", "Genk", LIMBURG, ENERGY, 19_000, 4.0, "completing"),
    Plan("Haarverf zonder chemie", "Tongeren", LIMBURG, LEARNING, 13_000, 4.0, "completed"),
    Plan("Het slimme huis op tafel", "Leuven", BRABANT, LIVING, 21_000, 4.0, "green"),
    Plan("Digitale maatbeker", "Diest", BRABANT, INDUSTRY, 16_800, 4.0, "admissible"),
    Plan("Onthaal in vier talen", "Brussel", BRUSSELS, TOGETHER, 15_200, 4.0, "unconfirmed"),
    Plan("Elektrische bakfiets voor de stad", "Brussel", BRUSSELS, MOBILITY, 18_200, 4.0, "admissible"),
    Plan("Toerisme voor iedereen", "Oostende", WEST, LIVING, 14_800, 4.0, "unconfirmed"),
    Plan("Diepvriesgroenten volgen", "Roeselare", WEST, INDUSTRY, 17_200, 4.0, "unapproved"),
    Plan("Printen met gerecycleerde draad", "Kortrijk", WEST, CIRCULAR, 16_200, 4.0, "over_cap", 45),
    Plan("Landbouwmachines op afstand", "Ieper", WEST, MOBILITY, 19_200, 4.0, "turn_down"),
)
HANDED_IN = Plan("Slim onderhoud van verwarming", "Genk", LIMBURG, ENERGY, 20_000, 4.0)
DRAFT = Plan("Bouwen met wat er al is", "Aalst", EAST, CIRCULAR, 22_500, 4.0)
RUNNING = Plan("Opleiding zonnepanelen met partners uit de streek", "Aalst", EAST, ENERGY, 24_500, 4.0)


def summary_of(plan: Plan) -> str:
    """A public summary in the manner of a school."""
    return (
        f"Leerlingen en leerkrachten in {plan.town} werken samen met een bedrijf uit de streek en een kennispartner aan "
        f"“{plan.title}”. Ze ontwikkelen lesmateriaal, testen het in de klas en delen het met andere scholen."
    )
