"""What can be wrong with tables, keys, values and names."""

from evsite.sitefile.problem import CIRCUIT, FAMILY, Problem

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
    "A site has at most 250,000 circuits, 250,000 ports and 250,000 tables, 100 panels fed one from the other, "
    "and 100 groups of one port.",
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
