from innovet.kit.verdict import YES, allow_if, no


def test_joined_verdicts_answer_with_the_first_refusal():
    assert (YES and allow_if(True, "a")) is YES
    assert (no("first") and no("second")).reason == "first"
    assert (YES and no("second")).reason == "second"
