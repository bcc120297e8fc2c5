"""A value that is no TOML, as it was probably meant, by what its key takes."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import tomli

from evsite.sitefile.trade_dates import days_in
from evsite.sitefile.wording import shown
from evsite.toml_text import value_text


class Meant(NamedTuple):
    """A value as TOML, what follows it on its line, what was wrong; and whether it only lacked its quotes."""

    text: str
    after: str = ""
    wrong: str = ""
    quoted: bool = False


_CLOSED = re.compile(r'"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\'')
_REMARK = re.compile(r"\s*(?://|--|;|\(|\*)")
_WORDS = {
    "true": "true",
    "yes": "true",
    "y": "true",
    "n": "false",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
}
PLACEHOLDER = re.compile(
    r"(?:tbd|tba|todo|fixme|xxx+|\?+|\.{2,}|…|-+|\$\{?\w+\}?|%\w+%|\{\{.*\}\}|<[\w ]+>)", re.IGNORECASE
)
"""What stands where a value is still to come."""
_NONE = {"", "null", "none", "nil", "n/a", "~"}
_ITEM = re.compile(r"""\s*("(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[^,;\n"]+)\s*(?:[,;\n]+|(?<=["'])(?=\s*["'])|$)""")
"""An item of a list: quotes end it, also where the comma is missing."""
_COMMA_LEFT_OUT = re.compile(
    r"""[\w-]\s*=\s*(?:"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|true|false|[0-9][0-9.]*+|\[[^\[\]{}\n]*+\])(?=\s+[\w-]+\s*=)"""
)
"""A key and its value in a table in braces, with another key behind them and no comma between."""


def mend_value(written: str, kinds: frozenset[type]) -> Meant | None:
    """What a value that tomli may refuse was probably meant to be.

    Parameters
    ----------
    written
        What stands after the equals sign, with any comment.
    kinds
        The types that the key takes; empty where they are not known.

    Returns
    -------
    Meant | None
        The value as TOML; None where nothing is written, or where it cannot be determined.
    """
    value = written.strip()
    if is_value(value):
        return Meant(value)
    if PLACEHOLDER.fullmatch(re.sub(r"\s+#.*$", "", value)):
        return None
    if value.startswith(("[", "{", "(")):
        return _bracketed(value, kinds)
    if value.startswith(('"', "'")):
        return _begun(value, kinds)
    after = ""
    comment = re.search(r"(?:^|\s+)#.*$", value)
    if comment is not None:
        if not comment.start() and re.match(r"#\s?[0-9]", value):
            # a wire size: # would begin a comment
            comment = re.search(r"\s+#.*$", value)
        if comment is not None:
            value, after = value[: comment.start()], comment[0]
    trimmed = value.rstrip(" \t\r,;")
    found = _bare(trimmed, kinds)
    if found is None:
        return None
    wrong = found.wrong or f"'{value[len(trimmed) :].strip()}' after the value"
    return Meant(found.text, found.after + after, wrong, found.quoted)


def is_value(text: str) -> bool:
    """Whether a text is a value of TOML, perhaps with a comment behind it."""
    try:
        return set(tomli.loads(f"x = {text}")) == {"x"}
    except (ValueError, RecursionError):
        return False


def _bare(value: str, kinds: frozenset[type]) -> Meant | None:
    """A value without quotes and brackets around it."""
    if value.casefold() in _NONE:
        return None
    if is_value(value):
        return Meant(value)
    word = _WORDS.get(value.casefold())
    if word is not None and (bool in kinds or value.casefold() in {"true", "false"}):
        return Meant(word, wrong=f"'{value}', expected {word}")
    listed = _list_of(value) if list in kinds and re.search(r"[,;]|\d\s+\d", value) else None
    if listed is not None:
        return Meant(listed, wrong="a list without its brackets")
    number = _number(value, kinds)
    if number is not None:
        return Meant(number, wrong=f"'{shown(value)}' is no {'date' if date in kinds else 'number'} of TOML")
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}|[0-9]+,[0-9]+", value) and float in kinds:
        return None
    if kinds and not kinds & {str, dict, list} and date not in kinds:
        return None
    if value.count('"') == 1 and value.endswith('"') and not re.fullmatch(r"[\s0-9./'-]+\"", value):
        return Meant(value_text(value[:-1]), wrong="a text without its first quote")
    if re.search(r"^[^\"']*\"[^\"]*\"\s*$", value) and re.match(r"[A-Za-z]", value):
        return Meant(value_text(value.replace('"', "").strip()), wrong="a quote in the middle of a text")
    return Meant(value_text(value), wrong=f"a text without quotes: {shown(value)}", quoted=True)


def _number(value: str, kinds: frozenset[type]) -> str | None:
    days = days_in(value) if date in kinds else []
    if len(days) == 1:
        return days[0].isoformat()
    value = re.sub("^[–−]", "-", value)
    if value.startswith("-") and is_value(value) and kinds & {int, float}:
        return value
    if int in kinds and str not in kinds and float not in kinds:
        whole = re.fullmatch(r"0*([0-9]{1,7})(?:\s*(?:[A-Za-z#].*)?)", value) or re.fullmatch(
            r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)", value
        )
        return None if whole is None else whole[1].replace(",", "")
    if float in kinds:
        if re.fullmatch(r"[0-9]+,[0-9]{1,2}", value):
            return value.replace(",", ".")
        if re.fullmatch(r"\.[0-9]+", value):
            return f"0{value}"
        if re.fullmatch(r"[0-9]+\.", value):
            return f"{value}0"
    return None


def _begun(value: str, kinds: frozenset[type]) -> Meant | None:
    """A value that begins with a quote."""
    doubled = re.fullmatch(r"([\"'])\1([^\"'\n]+)\1\1[ \t]*(#.*)?", value)
    if doubled is not None:
        after = f"  {doubled[3]}" if doubled[3] else ""
        return Meant(value_text(doubled[2]), after, f"two {doubled[1]} around a text, expected one")
    triple = re.fullmatch(r"(\"{3}|'{3})([^\"'\n]+?)[ \t]*", value)
    if triple is not None:
        return Meant(value_text(triple[2]), wrong=f"no {triple[1]} at the end of a text")
    quote, inner = value[0], value[1:-1]
    ends = len(value) > 1 and value.endswith(quote)
    closed = _CLOSED.match(value)
    if ends and "\\" in value and '"' not in inner:
        text = f"'{inner}'" if "'" not in inner else value_text(inner)
        return Meant(text, wrong="a backslash in a text with double quotes, expected single quotes around it")
    if closed is None:
        comment = re.search(r"\s+#.*$", value)
        body = value[1:] if comment is None else value[1 : comment.start()]
        body = body.rstrip(" \t\r,;")
        if body.endswith("'") and quote == '"' and not re.fullmatch(r"[0-9\s./-]+'", body):
            body = body[:-1]
        if not body:
            return None
        return Meant(value_text(body), "" if comment is None else comment[0], f"no {quote} at the end of a text")
    rest = value[closed.end() :]
    if re.fullmatch(r"\s*[,;]+\s*(#.*)?", rest):
        return Meant(
            closed[0], rest.strip(" \t,;") and "  " + rest.strip(" \t,;"), f"'{rest.strip()[:1]}' after the value"
        )
    if re.match(r"\s*(,|;|and\b|&|\"|')\s*[\"']", rest):
        listed = _list_of(re.sub(r"(?<=[\"'])\s*(?:and|&|,|;)?\s*(?=[\"'])", ", ", value))
        if listed is not None and (list in kinds or not kinds):
            return Meant(listed, wrong="a list without its brackets")
    if ends and quote == '"':
        return Meant(value_text(inner), wrong='a " in a text, expected \\" there')
    if _REMARK.match(rest):
        return Meant(
            closed[0], f"  # {rest.strip().lstrip('/-;* ')}", "a remark after the value, expected '#' before it"
        )
    stated = closed[0][1:-1]
    if re.fullmatch(r"[0-9.,/ ]+", stated) and re.fullmatch(r"\s*[A-Za-z°%]{1,8}\s*", rest):
        return Meant(value_text(f"{stated} {rest.strip()}"), wrong="a unit outside of the quotes")
    return Meant(closed[0], f"  # {rest.strip()}", "more after the value, expected '#' before a remark")


def _bracketed(value: str, kinds: frozenset[type]) -> Meant | None:
    """A list or a table in braces."""
    comment = re.search(r"[ \t]+#[^\n\"']*$", value)
    after = ""
    if comment is not None and "\n" not in value:
        value, after = value[: comment.start()], comment[0]
    value = value.rstrip(" \t\r,;") if value.rstrip(" \t\r,;")[-1:] in "]})" else value.rstrip()
    for ends in ("]", "}", "}]", "]}"):
        if is_value(value.rstrip(", \t") + ends):
            space = " " if ends[0] == "}" and value.startswith("{ ") else ""
            return Meant(value.rstrip(", \t") + space + ends, after, f"no {ends} at the end")
    if is_value(value[:-1]):
        return Meant(value[:-1], after, f"one {value[-1]} too many")
    parted = _COMMA_LEFT_OUT.sub(r"\g<0>,", value) if value.startswith("{") else value
    if parted != value and is_value(parted):
        return Meant(parted, after, "no comma between two keys")
    if value.startswith("{") and list not in kinds:
        text = re.sub(
            r"""([\w-]+|"[^"\n]*")\s*[:=]\s*("(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'"""
            r"""|"?[0-9][0-9\s./'′-]*+["″]*(?:[ ]?[A-Za-z][\w .-]*"?)?|[^,{}\[\]"'=:]+?)\s*(?=[,}])""",
            _pair,
            value,
        )
        return Meant(text, after, "a table in braces that is no TOML") if is_value(text) else None
    if len(value) > 1 and value[-1] in "])}" and not re.search(r"[\[({]", value[1:]):
        listed = _list_of(value[1:-1])
        if listed is not None:
            wrong = "texts without quotes in a list" if value[0] == "[" else "no square brackets around a list"
            return Meant(listed, after, wrong)
    if not re.search(r"[\])}]", value) and "\n" not in value:
        listed = _list_of(value[1:])
        return None if listed is None else Meant(listed, after, "no ] at the end of a list")
    return None


def _pair(part: re.Match[str]) -> str:
    value = part[2].strip()
    if not is_value(value) and re.fullmatch(r'"[0-9].*"', value):
        # inches in quotes: "10'-6""
        value = value[1:-1]
    return f"{part[1]} = {value if is_value(value) else value_text(value)}"


def _list_of(body: str) -> str | None:
    """Items with commas, semicolons, line ends or, for numbers, spaces between them, as a list of TOML."""
    if re.fullmatch(r"[\s0-9]+", body):
        items = body.split()
    else:
        items, at = [], 0
        while at < len(body):
            found = _ITEM.match(body, at)
            if found is None or found.end() == at:
                return None
            items.append(found[1].strip())
            at = found.end()
    items = [item for item in items if item]
    if not items or any(item.startswith("#") for item in items):
        return None
    text = f"[{', '.join(_item(item) for item in items)}]"
    return text if is_value(text) else None


def _item(item: str) -> str:
    number = re.fullmatch(r"0*([1-9][0-9]*)", item)
    return number[1] if number else item if is_value(item) else value_text(item.strip("\"'"))
