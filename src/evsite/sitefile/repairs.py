"""A statement that is no TOML, as it was probably meant: quotes, an equals sign or a bracket put where they belong.

Only what can be meant in one way is written anew, and only if tomli accepts it then; no value is changed. What was
meant is reported with the statement, so that the person decides.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

import tomli

from evsite.sitefile.key_kinds import kinds_of_keys
from evsite.sitefile.repaired_headers import mend_header
from evsite.sitefile.repaired_values import mend_value
from evsite.sitefile.wording import shown
from evsite.toml_text import assignment

_SPACES = dict.fromkeys("\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
_LINE_ENDS = dict.fromkeys("\v\f\x85\u2028\u2029", "\n")
_NOTHING = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f", "")
_CURLY = "“”„‟«»″＂"
_SINGLE = "‘’‚‛`´′＇"
# texts, which `re` compiles when they are first used: few files need them
_ESCAPED = r"&(?:quot|apos|lt|gt|amp|#0*3[49]|#x2[27]);"
_PARTS = (
    rf"""(?P<sound>"(?:[^"\\\n{_CURLY}]|\\.)*+"|'[^'\n]*+')"""
    rf"""|["{_CURLY}](?P<text>[^"{_CURLY}\n]*)["{_CURLY}]"""
    rf"""|[{_SINGLE}](?P<single>[^'{_SINGLE}\n]*)[{_SINGLE}]"""
)
_SEPARATOR = (
    r"""(?s)(?P<indent>\s*)(?P<key>"[^"\n]*"|'[^'\n]*'|[^\s=:"'\[\]{}#,][^=:"'\[\]{}#,\n]*?)"""
    r"""[ \t]*(?P<sign>=(?:[ \t]*=)+|:=|=>|->|=|:|\uff1d)[ \t]*(?P<rest>.*)"""
)
_VALUE = r"[\"'\[{]|[0-9]|true\b|false\b"
"""What a value begins with that is no word."""
_CONFLICT = r"\s*(?:<{7}|={7}|>{7}|\|{7})"
_LETTERS = str.maketrans("аеорсхуіјкмтвнАЕОРСХУІЈКМТВН", "aeopcxyijkmtbhAEOPCXYIJKMTBH")
"""Letters of Cyrillic that look like those of Latin."""
_AROUND = r"(?i)\s*(?:(?P<fence>```+\s*\w*|~~~+\s*\w*)|</?(?:pre|code|html|body|div|p|span|br)\b[^<>\n]*>)\s*"
"""What stands around a file that was copied from a page."""
_REMARK = r"(?i)\s*(?://|--|;|/\*|\*|!|%|rem\b)"


class Mended(NamedTuple):
    """A statement as it was probably meant, what is wrong with it as it stands, and what to do in words."""

    text: str
    wrong: str
    words: str


def accepted(statement: str) -> bool:
    """Whether a statement alone is TOML."""
    try:
        tomli.loads(statement)
    except (ValueError, RecursionError):
        return False
    return True


def is_conflict(statement: str) -> bool:
    """Whether a line is a mark that a merge left."""
    return re.match(_CONFLICT, statement) is not None


def mend(statement: str) -> Mended | None:
    """What a statement that tomli refuses was probably meant to be; None where that cannot be determined."""
    if len(statement) > _LONGEST or is_conflict(statement):
        return None
    around = re.fullmatch(_AROUND, statement)
    if around is not None:
        what = "a Markdown fence" if around["fence"] else f"a tag of HTML, '{shown(statement.strip())}'"
        return Mended("", f"{what}, expected none around a site file", "remove the line")
    if statement.lstrip().startswith("+") and accepted(statement.lstrip()[1:]):
        return Mended(statement.lstrip()[1:], "a '+' of a difference before the line", "remove the +")
    plain, odd = _plain(statement)
    if odd and accepted(plain):
        return Mended(plain, odd, f"write {_statement_text(plain)}")
    found = _remark(plain) or mend_header(plain) or _pair(plain)
    if found is None or not accepted(found.text):
        return None
    wrong = f"{odd}; {found.wrong}" if odd else found.wrong
    return Mended(found.text, wrong, found.words or f"write {_statement_text(found.text)}")


_LONGEST = 5000
"""Characters of the longest statement that is looked into."""


def _statement_text(statement: str) -> str:
    first = " ".join(line.strip() for line in statement.strip().split("\n"))
    return first if len(first) <= 100 else shown(first)


def _plain(statement: str) -> tuple[str, str]:
    """A statement with plain spaces and quotes outside of its texts, and what was found instead of them."""
    if statement.isascii() and not re.search(r"[`\v\f]|&[a-z#]", statement):
        return statement, ""
    if re.search(_ESCAPED, statement) and not accepted(statement):
        return unescape(statement), "signs escaped as in HTML, expected plain ones"
    odd: dict[str, None] = {}

    def straight(part: re.Match[str]) -> str:
        if part["sound"] is not None:
            return part["sound"]
        text = part["text"] if part["text"] is not None else part["single"]
        odd[f"curly quotes around '{shown(text)}', expected straight ones"] = None
        return assignment("x", text).removeprefix("x = ")

    changed = re.sub(_PARTS, straight, statement)
    pieces = re.split(r"""("(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|#[^\n]*+)""", changed)
    for number in range(0, len(pieces), 2):
        for letter in dict.fromkeys(pieces[number]):
            instead = _SPACES.get(letter, _NOTHING.get(letter, _LINE_ENDS.get(letter)))
            if instead == "\n":
                odd[f"a line end of another kind (U+{ord(letter):04X}), expected a new line"] = None
                pieces[number] = pieces[number].replace(letter, instead)
            elif instead is not None:
                name = "a no-break space" if letter == "\u00a0" else "a character that is not seen"
                odd[f"{name} (U+{ord(letter):04X}), expected {'a plain space' if instead else 'none'}"] = None
                pieces[number] = pieces[number].replace(letter, instead)
    return "".join(pieces), ", ".join(odd)


def _remark(statement: str) -> Mended | None:
    found = re.match(_REMARK, statement)
    if found is None:
        return None
    text = "\n".join("# " + line for line in statement.split("\n"))
    return Mended(text, f"a remark that begins with '{found[0].strip()}', expected '#'", "write # before a remark")


def _pair(statement: str) -> Mended | None:
    wrong: list[str] = []
    found = re.fullmatch(_SEPARATOR, statement)
    if found is not None:
        indent, key, sign, rest = found["indent"], found["key"], found["sign"], found["rest"]
        if sign != "=":
            wrong.append(f"'{sign}' after {shown(key)}, expected '='")
    else:
        parts = _without_sign(statement)
        if parts is None:
            return None
        indent, key, rest = parts
        wrong.append(f"no '=' after {shown(key)}")
    name = _key(key, wrong)
    value = mend_value(rest, kinds_of_keys().get(name, frozenset()))
    if value is None:
        return None
    if value.wrong:
        wrong.append(value.wrong)
    sound = re.fullmatch(r"[\w.-]+|\"[^\"]*\"|'[^']*'", name, re.ASCII)
    written = f"{name} = " if sound else assignment(name, "").removesuffix('""')
    if sound and key == name and found is not None and found["sign"] == "=":
        written = statement[: found.start("rest")]
        indent = ""
    only_quotes = len(wrong) == 1 and value.quoted
    words = f"a text needs quotes: {value.text}" if only_quotes else ""
    return Mended(f"{indent}{written}{value.text}{value.after}", "; ".join(wrong), words)


def _without_sign(statement: str) -> tuple[str, str, str] | None:
    """Indent, key and value of a line whose equals sign is missing; None where it may be something else."""
    line = statement.strip()
    indent = statement[: len(statement) - len(statement.lstrip())]
    words = line.split()
    for number in range(min(len(words) - 1, 4), 0, -1):
        parts = re.fullmatch(rf"((?:[A-Za-z][\w-]*[ \t]+){{{number - 1}}}[A-Za-z][\w-]*)[ \t]*(?![\w-])(.+)", line)
        name = "" if parts is None else re.sub(r"[\s-]+", "_", parts[1].casefold())
        if parts is not None and name in kinds_of_keys() and (re.match(_VALUE, parts[2]) or len(parts[2].split()) == 1):
            return indent, parts[1], parts[2]
    plain = re.fullmatch(r"([A-Za-z][\w-]*)[ \t]+([\"'\[{].*|[0-9]\S*(?:[ \t]+\S+)?)", line)
    return None if plain is None else (indent, plain[1], plain[2])


def _key(written: str, wrong: list[str]) -> str:
    """The key that is meant; it is as written where nothing is wrong with it."""
    name = written.strip()
    if re.fullmatch(r"[A-Za-z0-9_-]+|\"[^\"\\\n]*\"|'[^'\n]*'|[A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)+", name):
        return name
    joined = re.sub(r"[\s_-]+", "_", name.translate(_LETTERS).casefold()).strip("_")
    known = joined in kinds_of_keys()
    if known and name != name.translate(_LETTERS):
        odd = next(letter for letter in name if letter != letter.translate(_LETTERS))
        wrong.append(f"a letter of another alphabet in a key (U+{ord(odd):04X}), expected {joined}")
        return joined
    if known:
        wrong.append(f"a key with {'a space' if ' ' in name else 'a sign'} in it, '{shown(name)}', expected {joined}")
        return joined
    wrong.append(f"a key that needs quotes: '{shown(name)}'")
    return name
