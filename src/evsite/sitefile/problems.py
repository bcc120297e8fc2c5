"""Everything that can be wrong with a site file itself: codes, names and what to do.

The codes are stable. Each entry holds a file that has the problem and one that does not, so that `evsite explain` can
show them and the tests can prove them.
"""

from evsite.model.finding import Severity
from evsite.sitefile.problem import CIRCUIT, FAMILY, FRAME, STATION, Problem

TOML_SYNTAX = Problem(
    "EV001",
    "toml-syntax",
    "the text is not TOML",
    "A site file is TOML 1.0: tables in square brackets, key = value, texts in quotes.",
    "Where the grammar is broken, any guess at the rest would be wrong.",
    '[site]\nname = "Harbor',
    '[site]\nname = "Harbor"',
)
UNREADABLE_FILE = Problem(
    "EV002",
    "unreadable-file",
    "the file cannot be read",
    "A site file exists, may be read, and is of a size that a person could have written.",
    "Without the text there is nothing to look at.",
    "",
    "",
)
NOT_TEXT = Problem(
    "EV003",
    "not-text",
    "the file is not text",
    "A site file is text in UTF-8.",
    "In any other encoding names and units may be read wrongly.",
    '[site]\nname = "\0"',
    '[site]\nname = "Harbor"',
)
NOTHING_TO_CHECK = Problem(
    "EV004",
    "nothing-to-check",
    "the file describes no site",
    "A site has at least one supply, panel, circuit or station.",
    "An empty file must not pass a check.",
    '[site]\nname = "Harbor"\nnec = 2023',
    FRAME,
)
UNKNOWN_KEY = Problem(
    "EV010",
    "unknown-key",
    "a key or table that evsite does not know",
    "Every key is one that the table has; see `evsite schema`.",
    "A misspelt key would otherwise be ignored, and the site judged without it.",
    '\n[circuits.C1]\npanel = "EV1"\nbraker = "40 A"\n',
    CIRCUIT,
)
MISSING_KEY = Problem(
    "EV011",
    "missing-key",
    "a table lacks a key that it needs",
    "The keys without which a table says nothing are all there.",
    "evsite does not guess ratings or connections.",
    '\n[circuits.C1]\npanel = "EV1"\n',
    CIRCUIT,
)
WRONG_TYPE = Problem(
    "EV012",
    "wrong-type",
    "a value is of the wrong type",
    "Texts are in quotes, numbers and true/false are not, lists are in square brackets.",
    "Nothing is converted silently.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\ncount = "2"\n',
    FAMILY,
)
BAD_QUANTITY = Problem(
    "EV013",
    "bad-quantity",
    "a quantity without a unit, or in the wrong one",
    'A quantity is a text with a number and a unit, like "40 A"; any unit of the right kind will do.',
    "A bare number can be read two ways, and one of them is wrong.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = 40\n',
    CIRCUIT,
)
BAD_VALUE = Problem(
    "EV014",
    "bad-value",
    "a value that is not one of those accepted",
    "The value is in the range, or one of the words, that the message names.",
    "A value outside of that has no meaning here.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\npoles = 4\n',
    CIRCUIT,
)
CONFLICT = Problem(
    "EV015",
    "conflicting-keys",
    "two keys that say different things",
    "Keys that exclude each other are not given together.",
    "evsite would have to choose which one is meant.",
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\nphases = "AB"\npoles = 3\n',
    '\n[circuits.C1]\npanel = "EV1"\nbreaker = "40 A"\nphases = "AB"\n',
)
BAD_NAME = Problem(
    "EV016",
    "bad-name",
    "a name that cannot be used",
    "A name is short and has no dot, comma, equals sign or control character in it.",
    "Ports are called S1.2, and commands take lists like S1.1=32A,S2.1=16A.",
    '\n[circuits."C,1"]\npanel = "EV1"\nbreaker = "40 A"\n',
    CIRCUIT,
)
TOO_MANY = Problem(
    "EV017",
    "too-many",
    "more than a site can have",
    "A site has at most 250,000 circuits, 250,000 ports and 250,000 tables, and 100 panels fed one from the other.",
    "A slip in a count, or a file made to do harm, should not fill the memory of the machine.",
    '\n[circuits.C]\npanel = "EV1"\ncount = 1000000000000\nbreaker = "40 A"\nphases = "AB"\n',
    FAMILY,
)
UNKNOWN_NAME = Problem(
    "EV020",
    "unknown-name",
    "a name that nothing in the file has",
    "What is named elsewhere has a table of that name, or is one of a counted family.",
    "A thing that hangs on nothing cannot be judged.",
    '\n[circuits.C1]\npanel = "EV2"\nbreaker = "40 A"\n',
    CIRCUIT,
)
DUPLICATE_NAME = Problem(
    "EV021",
    "duplicate-name",
    "two things with one name",
    "Supplies, panels and circuits have different names, with those that a count makes; so have stations.",
    "A name must say which one is meant.",
    FAMILY + CIRCUIT,
    FAMILY + '\n[circuits.D1]\npanel = "EV1"\nbreaker = "40 A"\n',
)
WRONG_KIND = Problem(
    "EV022",
    "wrong-kind",
    "a name of the wrong kind of thing",
    "Panels are fed from supplies and panels, circuits start from them, stations hang on circuits.",
    "Power flows one way: supply, panel, circuit, station, port.",
    CIRCUIT + '\n[panels.EV2]\nfed_from = "C1"\nmain = "100 A"\n',
    CIRCUIT + '\n[panels.EV2]\nfed_from = "EV1"\nmain = "100 A"\n',
)
CYCLE = Problem(
    "EV023",
    "feeding-cycle",
    "panels or supplies that feed each other in a circle",
    "Following fed_from upwards ends at a supply that the utility feeds.",
    "A circle has no source.",
    '\n[panels.P1]\nfed_from = "P2"\nmain = "100 A"\n\n[panels.P2]\nfed_from = "P1"\nmain = "100 A"\n',
    '\n[panels.P1]\nfed_from = "EV1"\nmain = "100 A"\n\n[panels.P2]\nfed_from = "P1"\nmain = "100 A"\n',
)
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
    "the phases of a circuit cannot be told",
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
    "Nobody could tell which limit holds.",
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
    "Nobody could tell whose each of them is.",
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
    "Data of a meter is a CSV file with a header, or Green Button XML: interval data, with times that can be told.",
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
    "amperes are reckoned at an assumed voltage",
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
    "A measured load is only as good as its record: what is doubtful about it is told.",
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

PROBLEMS: tuple[Problem, ...] = tuple(value for value in globals().values() if isinstance(value, Problem))
"""All of them, by code."""
