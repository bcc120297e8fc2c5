"""Sessions in a network that acnportal loads itself, played by its simulator, first come first served, steps of 5 min.

Runs in an environment of its own and knows nothing of evsite. Its arguments are NETWORK.json, as `evsite export
acnportal` writes it, and SESSIONS.json: [port, arrival, departure, wanted kWh] in steps.
"""

import json
import sys
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")
from acnportal.acnsim import ChargingNetwork, EventQueue, Simulator
from acnportal.acnsim.events import PluginEvent
from acnportal.acnsim.models import EV, Battery
from acnportal.algorithms import SortedSchedulingAlgo
from acnsim_sessions import PERIOD_MIN, in_order


def main():
    """Play all sessions and print what each got as JSON."""
    warnings.simplefilter("error")  # what acnportal does not like of the document fails
    network = ChargingNetwork.from_json(Path(sys.argv[1]).read_text())
    warnings.simplefilter("ignore")
    again = ChargingNetwork.from_json(network.to_json())
    assert np.array_equal(again.constraint_matrix, network.constraint_matrix)
    assert again.constraint_index == network.constraint_index
    events, names = EventQueue(), []
    for number, (port, arrive, leave, wanted_kwh) in enumerate(json.loads(Path(sys.argv[2]).read_text())):
        vehicle = EV(arrive, leave, wanted_kwh, port, str(number), Battery(wanted_kwh, 0.0, 1000.0))
        events.add_event(PluginEvent(arrive, vehicle))
        names.append(str(number))
    simulator = Simulator(
        network,
        SortedSchedulingAlgo(in_order),
        events,
        datetime(2019, 6, 1, tzinfo=UTC),
        period=PERIOD_MIN,
        verbose=False,
    )
    start = time.process_time()
    simulator.run()
    took = time.process_time() - start
    rates = simulator.charging_rates
    answer = {
        "seconds": took,
        "evses": len(network.station_ids),
        "constraints": len(network.constraint_index),
        "feasible": bool(network.is_feasible(rates)),
        "energy_kwh": [float(simulator.ev_history[name].energy_delivered) for name in names],
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
