"""What can be wrong with a site file before its tables are read."""

from evsite.sitefile.problem import FRAME, Problem

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
