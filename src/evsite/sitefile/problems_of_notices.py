"""What a check says of a site file that can be read: what is missing in it, and what was assumed."""

from evsite.model.finding import Severity
from evsite.sitefile.problem import CIRCUIT, FRAME, STATION, Problem

NO_EDITION = Problem(
    "EV070",
    "edition-not-given",
    "no edition of the code is given",
    "[site] says which National Electrical Code is in force, as nec = 2017, 2020, 2023 or 2026.",
    "Several rules differ by edition; without one the site is judged by 2023.",
    FRAME.replace("nec = 2023\n", ""),
    FRAME,
    Severity.WARNING,
)
NO_CIRCUIT = Problem(
    "EV071",
    "station-on-no-circuit",
    "a station that is on no circuit",
    "Every station hangs on a circuit.",
    "Only limits in kW can hold a port whose conductors are not known.",
    '\n[stations.S]\nmax_current = "32 A"\nvoltage = "208 V"\n',
    CIRCUIT + STATION,
    Severity.WARNING,
)
ASSUMED_VOLTAGE = Problem(
    "EV072",
    "voltage-assumed",
    "amperes are calculated at an assumed voltage",
    "A station that is on no circuit gives its voltage.",
    "kW decide here, but amperes are printed beside them.",
    '\n[stations.S]\nmax_power = "40 kW"\n',
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "150 A"\npoles = 3\n\n'
    '[stations.S]\nmax_power = "40 kW"\ncircuit = "C1"\n',
    Severity.INFO,
)
MEASURED_LOAD = Problem(
    "EV073",
    "measured-load",
    "a load that was measured, and what it was taken to be",
    "Where a load has data and no current or power, its highest quarter of an hour counts.",
    "A measured load is only as good as its record: what is doubtful about it is reported.",
    "",
    '\n[loads.Building]\non = "EV1"\ncurrent = "40 A"\n',
    Severity.INFO,
)
ASSUMED_FACTOR = Problem(
    "EV074",
    "power-factor-assumed",
    "measured kW without a power factor",
    "Data in kW comes with the power_factor of the load.",
    "Conductors carry amperes: at a power factor of 0.8 they are a quarter more than at 1.0.",
    "",
    '\n[loads.Building]\non = "EV1"\ncurrent = "40 A"\n',
    Severity.WARNING,
)
ASSUMED_LOSSES = Problem(
    "EV075",
    "input-current-assumed",
    "losses of a DC station are assumed",
    "A DC station gives its input current from the nameplate, as max_current beside max_power, or has a model whose "
    "input current or losses are known.",
    "The input current decides breakers and conductors. Where only kW are known it follows from an efficiency and a "
    "power factor from the low end of what is published, and may still be less than the nameplate says.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "200 A"\npoles = 3\n\n'
    '[stations.S]\nmax_power = "40 kW"\ncircuit = "C1"\n',
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "200 A"\npoles = 3\n\n'
    '[stations.S]\ntype = "dc"\nmax_power = "40 kW"\nmax_current = "122 A"\ncircuit = "C1"\n',
    Severity.INFO,
)
NOT_BUILT_FOR = Problem(
    "EV076",
    "input-voltage-not-rated",
    "a DC station on a voltage that it may not be built for",
    "A DC station with a model is fed at the voltage that the model is built for.",
    "It may not work at another voltage, and below its own it draws more current for the same power.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "225 A"\npoles = 3\n\n[stations.S]\nmodel = "cpe250"\ncircuit = "C1"\n',
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "125 A"\npoles = 3\n\n'
    '[catalog.mine]\nmax_power = "25 kW"\ninput_current = "78 A"\ninput_voltage = "208 V"\n\n'
    '[stations.S]\nmodel = "mine"\ncircuit = "C1"\n',
    Severity.WARNING,
)
EDITION_AS_TEXT = Problem(
    "EV077",
    "edition-as-text",
    "the edition of the code is written as a text",
    "The edition is a number, without quotes: nec = 2023.",
    "It is read as that number; other tools that read the file may take the text for something else.",
    FRAME.replace("nec = 2023", 'nec = "2023"'),
    FRAME,
    Severity.INFO,
)
