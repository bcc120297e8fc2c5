"""As many ports of those that are wanted as there can be."""

from dataclasses import replace

import pytest

from evsite.studies.sizing.engine import size
from evsite.studies.sizing.request import ExistingLoad, SizingRequest, Source
from evsite.studies.sizing.up_to import size_up_to

REQUEST = SizingRequest(source=Source("service", "208Y/120", rating_a=100.0), nec=2023)


@pytest.mark.parametrize("wanted", [1, 4, 500])
def test_there_are_as_many_as_wanted_or_as_many_as_there_can_be(wanted):
    most = size(REQUEST).designs[0].ports
    found = size_up_to(replace(REQUEST, ports=wanted))
    assert found.designs[0].ports == (wanted if wanted <= most else most)
    assert found.refusal is None
    assert all(step.ports <= max(wanted, design.ports) for design in found.designs for step in design.steps)


def test_a_source_that_feeds_nothing_is_refused_with_what_would_help():
    full = replace(REQUEST, existing=ExistingLoad((100.0, 100.0, 100.0)), ports=4)
    found = size_up_to(full)
    assert found.designs == ()
    assert found.refusal is not None
    assert found.refusal.ways
    assert size(full, ways_out=False).refusal.ways == ()
