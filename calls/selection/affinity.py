"""How well a reviewer fits a proposal: what they prefer, the terms they share, and the words they share.

P proposals, R reviewers; every part is a P x R table from 0 (nothing) to 1 (best), kept apart so that a page can show
where a number comes from. A conflict of interest is no low affinity but a block of the assignment.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Part = NDArray[np.float64]
Preference = Literal["gladly", "can", "rather_not"]

LEVELS: Mapping[Preference, float] = {"gladly": 1.0, "can": 0.5, "rather_not": 0.0}
DEFAULT: Preference = "can"
_WORD = re.compile(r"[a-z]{2,}")
# The algorithm keeps the plural s of loanwords after a consonant: robots, tablets, sensors.
_LOAN_PLURAL = re.compile(r"^([a-z]{4,}[bcdfgklmnprtv])s$")


class Weights(NamedTuple):
    """How much each part counts, relative to the others; 0 or more, and not all 0."""

    preference: float = 0.5
    taxonomy: float = 0.3
    text: float = 0.2


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, eq=False)
class Affinity:
    """The weighted mean of the parts (`total`) and the parts themselves, each P x R in [0, 1]; `weights` sum to 1."""

    total: Part
    preference: Part
    taxonomy: Part
    text: Part
    weights: Weights


def affinity(
    preference: ArrayLike, taxonomy: ArrayLike, text: ArrayLike, *, weights: Weights | Sequence[float] = DEFAULT_WEIGHTS
) -> Affinity:
    """Join the parts, each P x R in [0, 1]. Raises `ValueError` for tables that differ in shape or leave [0, 1], and for
    weights that are negative or all 0."""
    parts = [np.asarray(part, dtype=np.float64) for part in (preference, taxonomy, text)]
    if len({part.shape for part in parts}) != 1 or parts[0].ndim != 2:
        raise ValueError("The parts are tables of one shape.")
    if not all(((part >= 0) & (part <= 1)).all() for part in parts):
        raise ValueError("The parts lie between 0 and 1.")
    asked = Weights(*weights)
    if not (min(asked) >= 0 < sum(asked) < np.inf):
        raise ValueError("Weights are 0 or more, and not all 0.")
    shares = Weights(*(weight / sum(asked) for weight in asked))
    total = sum((share * part for share, part in zip(shares, parts, strict=True)), start=np.zeros_like(parts[0]))
    return Affinity(np.clip(total, 0.0, 1.0), parts[0], parts[1], parts[2], shares)


def preferences(stated: Mapping[tuple[int, int], Preference], shape: tuple[int, int]) -> Part:
    """P x R: 1 for gladly, 0.5 for can, 0 for rather not; a pair (proposal, reviewer) that nobody spoke about is "can".

    Raises `ValueError` for an unknown level or a pair outside the shape.
    """
    table = np.full(shape, LEVELS[DEFAULT])
    for (proposal, reviewer), level in stated.items():
        if level not in LEVELS or not (0 <= proposal < shape[0] and 0 <= reviewer < shape[1]):
            raise ValueError(f"No preference can be {level!r} for the pair ({proposal}, {reviewer}).")
        table[proposal, reviewer] = LEVELS[level]
    return table


def taxonomy_overlap(proposals: Sequence[Collection[Hashable]], reviewers: Sequence[Collection[Hashable]]) -> Part:
    """P x R: the share of the proposal's terms that are among the reviewer's; 0 for a proposal without terms.

    A share of the proposal and not of both together (Jaccard): who knows much else is no worse a reader of this one.
    """
    asked = [set(terms) for terms in proposals]
    known = [set(terms) for terms in reviewers]
    shares = [[len(terms & knows) / len(terms) if terms else 0.0 for knows in known] for terms in asked]
    return np.array(shares, dtype=np.float64).reshape(len(asked), len(known))


def text_similarity(proposals: Sequence[str], reviewers: Sequence[str]) -> Part:
    """P x R: cosine of the TF-IDF vectors of Dutch word stems; 0 where a text is empty.

    Weights (1 + ln tf) * ln((1 + N) / (1 + df)) over all N texts, so that a word in every text weighs nothing and no list
    of stop words is needed. Source: C. Manning, P. Raghavan and H. Schuetze, Introduction to information retrieval
    (2008), 6.4; stems by the Snowball algorithm for Dutch (Kraaij and Pohlmann 1994).
    """
    vectors = _vectors([*proposals, *reviewers])
    cosines: Part = (vectors[: len(proposals)] @ vectors[len(proposals) :].T).toarray()
    return np.clip(cosines, 0.0, 1.0)


def _vectors(texts: Sequence[str]) -> Any:
    """N x terms, sparse, rows of length 1."""
    from scipy.sparse import csr_array, diags_array

    counts = _stem_counts(texts)
    places = {stem: place for place, stem in enumerate(sorted(set().union(*counts)))}
    rows = np.repeat(np.arange(len(texts)), [len(count) for count in counts])
    columns = [places[stem] for count in counts for stem in count]
    values = 1 + np.log([float(number) for count in counts for number in count.values()])
    terms = csr_array((values, (rows, columns)), shape=(len(texts), len(places)))
    df = np.bincount(np.array(columns, dtype=np.int64), minlength=len(places))
    weighted = terms @ diags_array(np.log((1 + len(texts)) / (1 + df)))
    lengths = np.sqrt((weighted * weighted).sum(axis=1))
    return diags_array(1 / np.where(lengths > 0, lengths, 1.0)) @ weighted


def _stem_counts(texts: Sequence[str]) -> list[Counter[str]]:
    import snowballstemmer

    words = [Counter(_WORD.findall(_folded(text))) for text in texts]
    vocabulary = sorted(set().union(*words))
    stems = snowballstemmer.stemmer("dutch").stemWords(vocabulary)
    stem_of = {word: _LOAN_PLURAL.sub(r"\1", stem) for word, stem in zip(vocabulary, stems, strict=True)}
    counts: list[Counter[str]] = [Counter() for _ in texts]
    for count, found in zip(counts, words, strict=True):
        for word, number in found.items():
            count[stem_of[word]] += number
    return counts


def _folded(text: str) -> str:
    """Lower case without accents, however they are written."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
