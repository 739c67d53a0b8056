"""Dutch words to stems.

Stemming follows the Snowball algorithm for Dutch (Kraaij and Pohlmann 1994), by the snowballstemmer package. Accents are folded before, so that "cafe" finds "café".
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from snowballstemmer import stemmer

WORD = re.compile(r"[a-z0-9]+")
# The algorithm keeps the plural s of loanwords after a consonant: robots, tablets, sensors.
LOAN_PLURAL = re.compile(r"^([a-z]{4,}[bcdfgklmnprtv])s$")
SHORTEST = 2
LONGEST = 40
MOST_WORDS = 12
COMMON = frozenset(
    [
        "aan",
        "al",
        "alle",
        "als",
        "bij",
        "dan",
        "dat",
        "de",
        "deze",
        "die",
        "dit",
        "door",
        "een",
        "en",
        "er",
        "het",
        "hier",
        "hoe",
        "in",
        "is",
        "je",
        "jij",
        "kan",
        "maar",
        "me",
        "meer",
        "met",
        "mijn",
        "na",
        "naar",
        "niet",
        "nog",
        "nu",
        "of",
        "om",
        "onder",
        "ons",
        "ook",
        "op",
        "over",
        "te",
        "toch",
        "tot",
        "uit",
        "van",
        "veel",
        "voor",
        "waar",
        "wat",
        "we",
        "wel",
        "werd",
        "wie",
        "worden",
        "wordt",
        "ze",
        "zich",
        "zijn",
        "zo",
        "zou",
    ]
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: stems that must all occur, and the beginning of the last word while it is being typed."""

    stems: tuple[str, ...]
    prefix: str = ""

    def __bool__(self) -> bool:
        return bool(self.stems or self.prefix)


def words(text: str) -> list[str]:
    """The words of a text in their order: lower case, without accents, 2 to 40 characters; never raises."""
    folded = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return [word for word in WORD.findall(plain) if SHORTEST <= len(word) <= LONGEST]


def stem(word: str) -> str:
    """The stem of one folded Dutch word; a number stays as it is."""
    return _stems((word,))[0]


def weigh(parts: Mapping[str, float] | Iterable[tuple[str, float]]) -> dict[str, float]:
    """Stems of a document with their weight: the sum over its parts of (part weight x times, at most 3 times a part).

    `parts` gives texts with the weight of their place, for instance (title, 8.0). Common words are left out.
    Weights have no unit; only their order matters.
    """
    total: dict[str, float] = {}
    for text, weight in parts.items() if isinstance(parts, Mapping) else parts:
        times: dict[str, int] = {}
        for one in _stems(tuple(word for word in words(text) if word not in COMMON)):
            times[one] = times.get(one, 0) + 1
        for one, count in times.items():
            total[one] = total.get(one, 0.0) + weight * min(count, 3)
    return total


def read_query(text: str) -> Query:
    """What a person typed: stems of the words that say something, and the last word as a beginning.

    At most 12 words count. A query of common words alone is empty. The last word counts as a beginning unless a space
    follows it, so that "rob" already finds "robot".
    """
    asked = [word for word in words(text) if word not in COMMON][:MOST_WORDS]
    if not asked:
        return Query(())
    if text[-1:].isspace():
        return Query(tuple(dict.fromkeys(_stems(tuple(asked)))))
    *whole, last = asked
    return Query(tuple(dict.fromkeys(_stems(tuple(whole)))), prefix=_stems((last,))[0])


@cache
def _stemmer() -> object:
    return stemmer("dutch")


def _stems(found: tuple[str, ...]) -> list[str]:
    stemmed: list[str] = _stemmer().stemWords(list(found))  # type: ignore[attr-defined]
    return [LOAN_PLURAL.sub(r"\1", one) for one in stemmed]
