"""Placements in words and in documents: what one pass over an order tells is what counting each placement gives."""

import json
from collections import Counter

import numpy as np
import pytest

import evsite as api
from evsite.output.text.names import count_words
from evsite.output.text.placed import PlacedWords
from evsite.proofs.guarantee import guarantees
from evsite.proofs.occupancy.placements import Placement

CAMPUS, GARAGE = "examples/campus.toml", "examples/caltech-garage.toml"


def counted(site, placement):
    """The same by counting: the panel or supply of each port where there are several, and its conductors.

    Of more than six places those three that the order takes first.
    """
    homes = {name: site.circuits[port.circuit].fed_from for name, port in site.ports.items()}
    several = len(set(homes.values())) > 1
    word = {
        name: f"{homes[name]} {site.ports[name].connection}"[0 if several else len(homes[name]) + 1 :] for name in homes
    }
    names = list(site.ports)
    taken = list(dict.fromkeys(word[names[port]] for port in placement.order[: len(placement)]))
    if len(taken) <= 6:
        return count_words(word[name] for name in placement)
    first = count_words(word[name] for name in placement if word[name] in taken[:3])
    return f"{first} and {len(taken) - 3} more places"


@pytest.mark.parametrize("file", [CAMPUS, GARAGE, "examples/office.toml"])
@pytest.mark.parametrize("rising", [True, False])
def test_placements_of_one_order_are_counted_as_each_by_itself(project, file, rising):
    site = api.load(file)
    orders = [np.random.default_rng(seed).permutation(len(site.ports)) for seed in range(3)]
    reported = PlacedWords(site).text
    sizes = range(1, len(site.ports))
    for vehicles in sizes if rising else reversed(sizes):
        for order in orders:
            placement = Placement(tuple(site.ports), order, vehicles)
            assert reported(placement) == counted(site, placement)
    assert reported(Placement(tuple(site.ports), orders[0], len(site.ports))) == "all"


def at_places(document, placement):
    """How many vehicles stand at each place, from the runs of a document."""
    return Counter(
        {
            tuple(document["places"][place][key] for key in ("fed_from", "phases", "max_a")): run["vehicles"]
            for run in placement["placed"]
            for place in range(run["first"], run["last"] + 1)
        }
    )


def places_of(names, site):
    ports = [site.ports[name] for name in names]
    return Counter((site.circuits[port.circuit].fed_from, port.connection, port.max_a) for port in ports)


@pytest.mark.parametrize("file", [CAMPUS, GARAGE])
def test_a_document_has_the_placements_of_the_table(evsite, project, file):
    document = json.loads(evsite("table", file, "--format", "json").stdout)
    for row, reported in zip(api.occupancy_table(api.load(file)), document["rows"], strict=True):
        for case in ("worst", "balanced", "best"):
            names = document["orders"][reported[case]["order"]][: row.vehicles]
            assert Counter(names) == Counter(getattr(row, case).placement)
            assert at_places(document, reported[case]) == places_of(names, api.load(file))
    assert len({tuple(order) for order in document["orders"]}) == len(document["orders"])


def test_an_order_is_listed_as_far_as_it_is_needed(evsite, project):
    document = json.loads(evsite("table", CAMPUS, "--upto", "3", "--format", "json").stdout)
    assert max(map(len, document["orders"])) == 3


@pytest.mark.parametrize("file", [CAMPUS, GARAGE])
def test_a_report_has_the_witnesses_of_the_guarantees(evsite, project, file):
    document = json.loads(evsite("report", file, "--format", "json").stdout)
    lists = document["port_lists"]
    assert len({tuple(names) for names in lists}) == len(lists)
    found = guarantees(api.load(file))
    used = set()
    for port in document["ports"]:
        guarantee = found[port["port"]]
        witness, beside = port["guaranteed"]["witness"], port["with_offline"]["witness"]
        if witness is not None:
            assert tuple(lists[witness]) == guarantee.witness
            used.add(witness)
        if beside is not None:
            assert tuple(lists[beside["online"]]) == guarantee.with_offline.online
            assert tuple(lists[beside["offline"]]) == guarantee.with_offline.offline
            used |= {beside["online"], beside["offline"]}
    assert used == set(range(len(lists)))
