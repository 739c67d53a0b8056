"""Numbers as people here type them: a comma before the decimals, dots or spaces between the thousands."""

import re
from decimal import Decimal

_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,8})?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3})+", re.ASCII)


class NotANumber(ValueError):
    """The text is no number."""


def parse_number(text: str) -> Decimal:
    """Read "1.250,50", "1 250,5", "1250.5" or "-3"; a dot before exactly three digits separates thousands.

    Refuses (NotANumber) anything else, exponents and not-a-numbers included.
    """
    plain = _SPACES.sub("", text).replace("\u2212", "-")
    if "," in plain:
        whole, _comma, decimals = plain.rpartition(",")
        if "." in whole and not _THOUSANDS.fullmatch(whole):
            raise NotANumber(text)
        plain = f"{whole.replace('.', '')}.{decimals}"
    elif _THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "")
    if not _NUMBER.fullmatch(plain):
        raise NotANumber(text)
    return Decimal(plain)


def parse_cents(text: str) -> int:
    """Read an amount in euro, with or without the sign or the word; refuses more than two decimals."""
    amount = parse_number(re.sub(r"^\s*(?:€|eur(?:o)?\b)|(?:€|\beuro?)\s*$", "", text, flags=re.IGNORECASE))
    cents = amount * 100
    if cents != cents.to_integral_value():
        raise NotANumber(text)
    return int(cents)


def typed_number(number: Decimal) -> str:
    """A number as a person would type it here."""
    return f"{number.normalize():f}".replace(".", ",")


def typed_cents(cents: int) -> str:
    """An amount in whole cents as a person would type it here: "1250,50", or "1250" for whole euros."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole},{rest:02d}" if rest else f"{sign}{whole}"
