"""Closed lists of Flemish education that many rooms need."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Province(models.TextChoices):
    """Five provinces and Brussels."""

    ANTWERP = "antwerpen", _("Antwerp")
    LIMBURG = "limburg", _("Limburg")
    EAST_FLANDERS = "oost-vlaanderen", _("East Flanders")
    FLEMISH_BRABANT = "vlaams-brabant", _("Flemish Brabant")
    WEST_FLANDERS = "west-vlaanderen", _("West Flanders")
    BRUSSELS = "brussel", _("Brussels-Capital Region")

    @property
    def envelope(self) -> "Province":
        """The province whose budget counts this one: Brussels counts with Flemish Brabant."""
        return Province.FLEMISH_BRABANT if self is Province.BRUSSELS else self

    @staticmethod
    def of_postal_code(postal_code: str) -> "Province | None":
        """The province of a Flemish or Brussels postal code; none outside."""
        for low, high, province in _POSTAL_CODES:
            if postal_code.isdecimal() and low <= int(postal_code) <= high:
                return province
        return None


_POSTAL_CODES = (
    (1000, 1299, Province.BRUSSELS),
    (1500, 1999, Province.FLEMISH_BRABANT),
    (2000, 2999, Province.ANTWERP),
    (3000, 3499, Province.FLEMISH_BRABANT),
    (3500, 3999, Province.LIMBURG),
    (8000, 8999, Province.WEST_FLANDERS),
    (9000, 9999, Province.EAST_FLANDERS),
)


class Network(models.TextChoices):
    """Education networks."""

    GO = "go", _("GO! education of the Flemish Community")
    OVSG = "ovsg", _("official subsidised, cities and municipalities (OVSG)")
    POV = "pov", _("official subsidised, provinces (POV)")
    CATHOLIC = "katholiek", _("free subsidised, Catholic Education Flanders")
    OKO = "oko", _("free subsidised, OKO and others")
    OFFICIAL = "ogo", _("official subsidised, umbrella not known")
    FREE = "vgo", _("free subsidised, umbrella not known")

    @property
    def is_official(self) -> bool:
        """Official subsidised education, whatever the umbrella."""
        return self in {Network.OVSG, Network.POV, Network.OFFICIAL}

    @property
    def is_free(self) -> bool:
        """Free subsidised education, whatever the umbrella."""
        return self in {Network.CATHOLIC, Network.OKO, Network.FREE}


class Finality(models.TextChoices):
    """What a programme of study leads to."""

    TRANSFER = "DO", _("higher education")
    DOUBLE = "DU", _("double finality")
    LABOUR_MARKET = "A", _("labour market")
    FIRST_GRADE = "E", _("first grade")
    SEVENTH_YEAR = "7E", _("seventh year")


class FormOfEducation(models.TextChoices):
    """The old forms, which cycles 1 and 2 speak of."""

    BSO = "bso", "bso"
    TSO = "tso", "tso"
    KSO = "kso", "kso"
    ASO = "aso", "aso"
    DBSO = "dbso", "dbso"
    BUSO = "buso", "buso"


class Grade(models.TextChoices):
    """Grades of secondary education, two years each."""

    FIRST = "1", _("first grade (years 1-2)")
    SECOND = "2", _("second grade (years 3-4)")
    THIRD = "3", _("third grade (years 5-6)")
    SEVENTH = "7", _("seventh year")


class StudyDomain(models.TextChoices):
    """The eight study domains since 2021-22."""

    ECONOMY = "economie", _("Economics and organisation")
    ART = "kunst", _("Art and creation")
    AGRICULTURE = "land-tuinbouw", _("Agriculture and horticulture")
    SOCIETY = "maatschappij", _("Society and well-being")
    SPORT = "sport", _("Sport")
    STEM = "stem", _("STEM")
    LANGUAGE = "taal", _("Language and culture")
    FOOD = "voeding", _("Food and catering")
