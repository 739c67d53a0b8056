import pytest

from innovet.kit.refused import ReasonMissing, require_reason


def test_a_reason_comes_back_without_the_spaces_around_it():
    assert require_reason("  Ziek. ") == "Ziek."


@pytest.mark.parametrize("reason", ["", " \n"])
def test_an_empty_reason_is_refused_in_the_words_of_the_act(reason):
    with pytest.raises(ReasonMissing, match=r"Geef de reden\."):
        require_reason(reason)
    with pytest.raises(ReasonMissing, match="Wat ontbreekt"):
        require_reason(reason, "Wat ontbreekt?")
