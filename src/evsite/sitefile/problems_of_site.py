"""What can be wrong with what a site file describes."""

from evsite.sitefile.problem import CIRCUIT, FAMILY, STATION, Problem

SPACES_OVERLAP = Problem(
    "EV030",
    "spaces-overlap",
    "two breakers in one space",
    "Each breaker space holds one breaker.",
    "Two breakers cannot be in one place.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\nspaces = [1, 3]\n'
    '\n[circuits.C2]\npanel = "EV1"\nbreaker = "40 A"\nspaces = [3, 5]\n',
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\nspaces = [1, 3]\n'
    '\n[circuits.C2]\npanel = "EV1"\nbreaker = "40 A"\nspaces = [5, 7]\n',
)
BEYOND_PANEL = Problem(
    "EV031",
    "space-beyond-panel",
    "a space that the panel does not have",
    "Breaker spaces run from 1 to the panel's `spaces`.",
    "The breaker would stand outside of the panel.",
    '\n[panels.EV2]\nfed_from = "EV1"\nspaces = 12\n\n'
    '[circuits.C1]\npanel = "EV2"\nbreaker = "40 A"\nspaces = [13, 15]\n',
    '\n[panels.EV2]\nfed_from = "EV1"\nspaces = 12\n\n'
    '[circuits.C1]\npanel = "EV2"\nbreaker = "40 A"\nspaces = [9, 11]\n',
)
SPACES_APART = Problem(
    "EV032",
    "spaces-apart",
    "spaces that one breaker cannot take",
    "A breaker of two or three poles takes neighbouring spaces of one column: s, s+2, s+4.",
    "The poles of a breaker stand one below the other.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\nspaces = [1, 2]\n',
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\nspaces = [1, 3]\n',
)
PANEL_FULL = Problem(
    "EV033",
    "panel-full",
    "more breakers than the panel has spaces for",
    "The breakers of all circuits fit the panel's spaces.",
    "The phases of circuits without `phases` follow from their spaces.",
    '\n[panels.EV2]\nfed_from = "EV1"\nspaces = 12\n\n[circuits.C]\npanel = "EV2"\nbreaker = "40 A"\ncount = 7\n',
    '\n[panels.EV2]\nfed_from = "EV1"\nspaces = 12\n\n[circuits.C]\npanel = "EV2"\nbreaker = "40 A"\ncount = 6\n',
)
IMPOSSIBLE_PHASES = Problem(
    "EV034",
    "impossible-phases",
    "a connection that the voltage system does not offer",
    "Circuits, loads and feeders connect to lines and a neutral that are there.",
    "A delta has no neutral, a single-phase panel has no third line, and the high leg serves no load to neutral.",
    '\n[panels.EV2]\nfed_from = "EV1"\nmain = "100 A"\nphases = "AB"\n\n'
    '[circuits.C1]\npanel = "EV2"\nbreaker = "40 A"\nphases = "BC"\n',
    '\n[panels.EV2]\nfed_from = "EV1"\nmain = "100 A"\nphases = "AB"\n\n'
    '[circuits.C1]\npanel = "EV2"\nbreaker = "40 A"\nphases = "AB"\n',
)
UNCLEAR_PHASES = Problem(
    "EV035",
    "unclear-phases",
    "the phases of a circuit cannot be determined",
    "A circuit that starts from a supply, with no panel to place its breaker in, says its phases.",
    "Which lines a port is on decides what it takes from the others.",
    '\n[circuits.C1]\npanel = "T1"\nbreaker = "40 A"\n',
    '\n[circuits.C1]\npanel = "T1"\nbreaker = "40 A"\nphases = "AB"\n',
)
TRANSFORMER = Problem(
    "EV036",
    "impossible-transformer",
    "a transformer whose two sides do not go together",
    "The primary side is the system that feeds it, and the windings can make the secondary of it.",
    "Currents on both sides follow from the windings.",
    '\n[supplies.T2]\nkind = "transformer"\nrating = "45 kVA"\nsystem = "208Y/120"\n'
    'fed_from = "EV1"\nprimary = "480 delta"\n',
    '\n[supplies.T2]\nkind = "transformer"\nrating = "45 kVA"\nsystem = "208Y/120"\nfed_from = "EV1"\n',
)
UNKNOWN_MODEL = Problem(
    "EV040",
    "unknown-model",
    "a station that the catalogue does not have",
    "A model is in the catalogue (`evsite catalog`), or has a [catalog.ID] table of its own.",
    "Ratings of an unknown station cannot be known.",
    CIRCUIT + '\n[stations.S]\nmodel = "CT4012"\ncircuits = "C1"\n',
    CIRCUIT + '\n[stations.S]\nmodel = "CT4011"\ncircuits = "C1"\n',
)
BAD_CATALOG = Problem(
    "EV041",
    "catalog-problem",
    "a catalogue file or table that cannot be used",
    "A catalogue file is TOML with [catalog.ID] tables; a base is a station that exists.",
    "Stations that are built on it would be wrong.",
    '\n[catalog.mine]\nbase = "CT4012"\n',
    '\n[catalog.mine]\nbase = "CT4011"\nmax_current = "24 A"\n',
)
NO_FREE_CIRCUIT = Problem(
    "EV042",
    "no-free-circuit",
    "more ports than circuits to take",
    "With `circuits` each port, or each station with a jumper, takes a circuit of its own.",
    "Stations that are meant to share one circuit say so with `circuit`.",
    CIRCUIT + '\n[stations.S]\nmax_current = "32 A"\ncount = 2\ncircuits = "C1"\n',
    FAMILY + '\n[stations.S]\nmax_current = "32 A"\ncount = 2\ncircuits = "C"\n',
)
NO_RATING = Problem(
    "EV043",
    "no-rating",
    "a station that does not say what it can draw",
    "A station has a model, or max_current, or max_power, and a voltage from its circuit or of its own.",
    "Nothing can be shared out among ports of unknown size.",
    CIRCUIT + '\n[stations.S]\ncircuits = "C1"\n',
    CIRCUIT + STATION,
)
WRONG_STATION = Problem(
    "EV044",
    "impossible-station",
    "a station that cannot be as it is described",
    "Ports, settings and phases are such as the model has.",
    "A port cannot be set higher than it is built for, nor a three-phase station be put on two wires.",
    CIRCUIT + '\n[stations.S]\nmax_current = "32 A"\ncircuits = "C1"\nsetting = "40 A"\n',
    CIRCUIT + '\n[stations.S]\nmax_current = "32 A"\ncircuits = "C1"\nsetting = "24 A"\n',
)
OVERLAPPING_WINDOWS = Problem(
    "EV045",
    "overlapping-windows",
    "two windows hold at the same time",
    "Windows of one schedule do not overlap.",
    "It would not be clear which limit holds.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\n\n[stations.S]\nmax_current = "32 A"\ncircuit = "C1"\n\n'
    '[groups.EV1]\non = "EV1"\n\n[[groups.EV1.schedule]]\ndays = "Mon-Fri"\nto = "12:00"\nlimit = "20 kW"\n\n'
    '[[groups.EV1.schedule]]\ndays = "Fri"\nfrom = "11:00"\nlimit = "10 kW"\n',
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\n\n[stations.S]\nmax_current = "32 A"\ncircuit = "C1"\n\n'
    '[groups.EV1]\non = "EV1"\n\n[[groups.EV1.schedule]]\ndays = "Mon-Fri"\nto = "12:00"\nlimit = "20 kW"\n\n'
    '[[groups.EV1.schedule]]\ndays = "Fri"\nfrom = "12:00"\nlimit = "10 kW"\n',
)
WRONG_NUMBER = Problem(
    "EV046",
    "stalls-and-serials-by-number",
    "not as many stalls, serials or MACs as stations or ports",
    "A list of stalls has one for each port or each station of its table, one of serial or mac one for each station.",
    "It would not be clear whose each of them is.",
    CIRCUIT + STATION + 'stalls = ["P1-12", "P1-13"]\n',
    CIRCUIT + STATION + 'stalls = ["P1-12"]\n',
)
GIVEN_TWICE = Problem(
    "EV047",
    "given-twice",
    "a stall, serial number or MAC address that is given twice",
    "Every stall, serial number and MAC address is that of one station or port.",
    "Stations are activated by their serial numbers and found by their stalls.",
    FAMILY + STATION.replace('"C1"', '"C"') + 'count = 2\nserial = ["2031410A0042", "2031410a0042"]\n',
    FAMILY + STATION.replace('"C1"', '"C"') + 'count = 2\nserial = ["2031410A0042", "2031410A0043"]\n',
)
EMPTY_GROUP = Problem(
    "EV050",
    "empty-group",
    "a group with no ports",
    "A group holds at least one port: below the node it sits on, or among its members.",
    "A limit that holds nothing is a slip.",
    '\n[groups.EV1]\non = "EV1"\n',
    CIRCUIT + STATION + '\n[groups.EV1]\non = "EV1"\n',
)
GROUP_LIMIT = Problem(
    "EV051",
    "unclear-limit",
    "a group whose limit is not clear",
    "A group of free members gives its limit, in kW where they do not share one supply and circuit voltage.",
    "Amperes on different systems do not add up.",
    CIRCUIT + STATION + '\n[groups.G]\nmembers = "S"\n',
    CIRCUIT + STATION + '\n[groups.G]\nmembers = "S"\nlimit = "16 A"\n',
)
DATA_FILE = Problem(
    "EV060",
    "data-file",
    "measured data that cannot be used",
    "Data of a meter is a CSV file with a header, or Green Button XML: interval data, with unambiguous times.",
    "A load that cannot be read must not count as none.",
    '\n[loads.Building]\non = "EV1"\ndata = "nowhere.csv"\n',
    '\n[loads.Building]\non = "EV1"\ncurrent = "40 A"\n',
)
FILE_OUTSIDE = Problem(
    "EV061",
    "file-outside",
    "a file outside of the folder of the site file",
    "A site file names data, catalogues and records in its own folder or below; the option --allow-outside reads "
    "others.",
    "A check of a file from somebody else must not read other files of the machine.",
    '\n[loads.Building]\non = "EV1"\ndata = "../meter.csv"\n',
    '\n[loads.Building]\non = "EV1"\ncurrent = "40 A"\n',
)
