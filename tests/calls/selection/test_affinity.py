import numpy as np
import pytest

from calls.selection.affinity import Weights, affinity, preferences, taxonomy_overlap, text_similarity


def test_the_whole_is_the_weighted_mean_and_the_parts_stay_beside_it():
    whole = affinity([[1.0, 0.5]], [[0.5, 0.0]], [[0.25, 1.0]])
    assert whole.total.tolist() == [[pytest.approx(0.7), pytest.approx(0.45)]]
    assert (whole.preference.tolist(), whole.taxonomy.tolist()) == ([[1.0, 0.5]], [[0.5, 0.0]])
    assert whole.text.tolist() == [[0.25, 1.0]]
    assert whole.weights == pytest.approx((0.5, 0.3, 0.2))


def test_weights_count_relative_to_each_other():
    whole = affinity([[1.0]], [[0.5]], [[0.0]], weights=Weights(2, 2, 0))
    assert whole.total.tolist() == [[0.75]]
    assert whole.weights == Weights(0.5, 0.5, 0.0)
    assert affinity([[1.0]], [[1.0]], [[1.0]], weights=(0.1, 0.2, 0.7)).total.max() <= 1


@pytest.mark.parametrize("weights", [(0, 0, 0), (1, -1, 1), (np.nan, 1, 1), (np.inf, 1, 1)])
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="Weights"):
        affinity([[1.0]], [[1.0]], [[1.0]], weights=weights)


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        affinity([[1.0, 1.0]], [[1.0]], [[1.0]])
    with pytest.raises(ValueError, match="between 0 and 1"):
        affinity([[1.0]], [[1.5]], [[1.0]])


def test_who_says_nothing_can():
    assert preferences({(0, 1): "gladly", (1, 0): "rather_not"}, (2, 2)).tolist() == [[0.5, 1.0], [0.0, 0.5]]
    for wrong in ({(0, 1): "never"}, {(2, 0): "can"}, {(0, -1): "can"}):
        with pytest.raises(ValueError, match="No preference"):
            preferences(wrong, (2, 2))


def test_overlap_is_the_share_of_the_terms_of_the_proposal():
    overlap = taxonomy_overlap([{"stem", "voeding"}, {"sport"}, set()], [{"stem"}, {"stem", "voeding", "sport"}])
    assert overlap.tolist() == [[0.5, 1.0], [0.0, 1.0], [0.0, 0.0]]


def test_texts_meet_in_their_dutch_stems():
    proposals = ["Leerlingen lassen met robots in ateliers.", "Koken en voeding in de zorg, ook in het café.", ""]
    readers = ["robot en leerling", "voeding: hij kookt in een Cafe\u0301", "", "boekhouding van een onderneming"]
    likeness = text_similarity(proposals, readers)
    assert likeness.shape == (3, 4)
    assert likeness[0].argmax() == 0
    assert likeness[1].argmax() == 1
    assert not likeness[2].any()
    assert not likeness[:, 2].any()
    assert likeness[0, 0] > 2 * likeness[0, 1]
    assert likeness[1, 1] > 2 * likeness[1, 0]


def test_the_same_text_is_as_like_as_can_be_and_words_in_every_text_weigh_nothing():
    likeness = text_similarity(["de robot", "de zorg"], ["De ROBOT!", "de bakkerij", "de"])
    assert likeness[0, 0] == pytest.approx(1)
    assert likeness[1].tolist() == [0, 0, 0]
    assert not likeness[:, 2].any()


def test_the_weights_are_those_of_the_book():
    likeness = text_similarity(["robot robot zorg"], ["robot", "bakkerij"])
    # N = 3; robot in 2 texts, zorg in 1.
    robot, zorg = (1 + np.log(2)) * np.log(4 / 3), np.log(4 / 2)
    assert likeness[0, 0] == pytest.approx(robot / np.hypot(robot, zorg))


def test_no_texts_is_an_empty_table():
    assert text_similarity([], ["robot"]).shape == (0, 1)
    assert text_similarity(["robot"], []).shape == (1, 0)
    assert text_similarity(["1 2 3"], ["!"]).tolist() == [[0.0]]
