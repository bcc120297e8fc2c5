"""The name that was meant."""

import pytest

from evsite.sitefile.nearest import nearest_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [("modle", "model"), ("Model", "model"), ("module", "modules"), ("portz", "ports"), ("breaker", None)],
)
def test_letters_in_each_others_place_are_nearer_than_a_longer_word(written, meant):
    assert nearest_of(written, ["modules", "model", "ports"]) == meant
