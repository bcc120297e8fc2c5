"""Networks of acnportal as it writes them: pip install acnportal==0.3.3, then python make_networks.py FOLDER."""

import json
import sys
from itertools import count
from pathlib import Path

from acnportal.acnsim.models.evse import EVSE, DeadbandEVSE, FiniteRatesEVSE
from acnportal.acnsim.network import ChargingNetwork, Current
from acnportal.acnsim.network.sites import caltech_acn, jpl_acn


def small():
    """Four EVSEs of two kinds behind a panel, and a sum of power that is no sum over a line."""
    network = ChargingNetwork()
    network.register_evse(EVSE("P-1", 32, 0), 208, 30)
    network.register_evse(DeadbandEVSE("P-2", 6, 32), 208, 30)
    network.register_evse(FiniteRatesEVSE("P-3", [0, 8, 16, 24, 32]), 208, -90)
    network.register_evse(FiniteRatesEVSE("P-4", [0, *range(6, 33)]), 208, 150)
    ab, bc, ca = Current(["P-1", "P-2"]), Current(["P-3"]), Current(["P-4"])
    network.add_constraint(ab, 40, name="Pod")
    network.add_constraint(ab - ca, 60, name="Panel I_a")
    network.add_constraint(bc - ab, 60, name="Panel I_b")
    network.add_constraint(ca - bc, 60, name="Panel I_c")
    network.add_constraint(Current({"P-1": 1, "P-2": 1, "P-3": 0.5}), 50, name="Weighted")
    return network


def plain(text):
    """The same with ids that do not change from run to run, and without the versions of libraries."""
    document = json.loads(text)
    ids = dict(zip(document["context_dict"], map("object-{}".format, count(1)), strict=False))
    for old, new in ids.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return json.dumps(json.loads(text) | {"dependency_versions": {}}) + "\n"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, network in (("small", small()), ("caltech", caltech_acn()), ("jpl", jpl_acn())):
        (folder / f"{name}.json").write_text(plain(network.to_json()))
