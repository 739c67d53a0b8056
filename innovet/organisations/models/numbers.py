"""How the numbers and domains of organisations are read, stored and shown."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.be import vat
from stdnum.exceptions import ValidationError as InvalidNumber

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def read_school_number(written: str) -> str:
    """The six digits of a school number; five digits get a zero in front."""
    digits = re.sub(r"[\s.]", "", written)
    if not re.fullmatch(r"[0-9]{5,6}", digits):
        raise ValidationError(
            _("A school number has six digits; “%(written)s” has not."), code="number", params={"written": written}
        )
    return digits.zfill(6)


def read_enterprise_number(written: str) -> str:
    """The ten digits of a KBO number, whatever its spaces, dots or BE; its check digits must fit."""
    try:
        return str(vat.validate(written))
    except InvalidNumber as error:
        raise ValidationError(
            _("“%(written)s” is not a valid enterprise number. It has ten digits, such as 0891.813.446."),
            code="number",
            params={"written": written},
        ) from error


def show_enterprise_number(number: str) -> str:
    """A stored number as people write it: 0891.813.446."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if number else ""


def read_domain(written: str) -> str:
    """A mail domain in lower case, from a domain, an address or something with an @ in front."""
    domain = written.strip().lower().rpartition("@")[2]
    if not _DOMAIN.fullmatch(domain):
        raise ValidationError(
            _("“%(written)s” is not a mail domain. Write it such as school.be."),
            code="domain",
            params={"written": written},
        )
    return domain


def searchable(*texts: str) -> str:
    """Words without capitals, accents and punctuation, the same on every database."""
    plain = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode()))
