"""A tariff by the id of one that comes with evsite, or from a file in any form that evsite reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from evsite.model.finding import SiteFileError
from evsite.sitefile import problems
from evsite.sitefile.document import Document
from evsite.sitefile.nearest import nearest_of
from evsite.sitefile.tariffs.grid_form import is_grid, read_grid
from evsite.sitefile.tariffs.json_values import JsonValues, found
from evsite.sitefile.tariffs.toml_form import read_toml
from evsite.sitefile.tariffs.urdb_form import is_record, read_record
from evsite.sitefile.wording import shown
from evsite.tariffs.shipped import shipped_tariffs
from evsite.words import count, listed

if TYPE_CHECKING:
    import os

    from evsite.tariffs.model import Tariff

_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[{\]\"0-9-]|\Z))")
"""How a JSON text begins that is no TOML: with an object, or a list of something else than a name."""
_TOML = re.compile(r"^[ \t]*(?:\[|[\w\"'.-]+[ \t]*=)", re.MULTILINE)
"""A line that may be one of TOML: a header, or a key."""
_FORMS = "a tariff of evsite (energy with rates), or a record of the OpenEI utility rate database (energyratestructure)"


def load_tariff(source: str | os.PathLike[str]) -> Tariff:
    """Read a tariff.

    Parameters
    ----------
    source
        The id of a tariff that comes with evsite, "sce-tou-ev-8-2018", or a file: evsite's own TOML, evsite's grids in
        JSON, or a record of the OpenEI utility rate database; "-" for standard input. Which form it is, its text says.

    Returns
    -------
    Tariff
        What the file does not say is None or empty.

    Raises
    ------
    SiteFileError
        With every problem of the file, each at its line and column; `unreadable` if there was nothing to look at.
    """
    shipped = shipped_tariffs()
    if source in shipped and not Path(source).exists():
        return read_tariff(Document.read(shipped[str(source)], toml=False))
    near = nearest_of(str(source)[-100:], shipped)
    hint = f"did you mean '{near}'?" if near else "`evsite catalog tariffs` lists the tariffs that come with evsite"
    return read_tariff(Document.read(source, toml=False, if_missing=hint))


def all_shipped() -> tuple[Tariff, ...]:
    """Every tariff that comes with evsite, by the order of their ids."""
    return tuple(read_tariff(Document.read(path, toml=False)) for path in shipped_tariffs().values())


def read_tariff(document: Document) -> Tariff:
    """The tariff in a text, in any form that evsite reads.

    Parameters
    ----------
    document
        The text, read as plain text.

    Raises
    ------
    SiteFileError
        As `load_tariff`.
    """
    name = "tariff" if document.filename.startswith("<") else Path(document.filename).stem
    if _JSON.match(document.text) is None:
        if document.text.strip() and _TOML.search(document.text) is None:
            _refuse(
                document, f"found neither TOML nor JSON, expected [tariff] and [[energy]] in TOML, or {_FORMS} in JSON"
            )
        return read_toml(Document.parse(document.text, document.filename), name)
    values = JsonValues(document)
    raw = _parsed(document)
    alone = isinstance(raw, list) and len(raw) == 1 and isinstance(raw[0], dict) and not is_grid(raw[0])
    raw, route = (raw[0], (0,)) if alone else (raw, ())
    if not isinstance(raw, dict):
        held = f"a list of {count(len(raw), 'item')}" if isinstance(raw, list) else found(raw)
        _refuse(document, f"found {held}, expected one object: {_FORMS}")
    if not (is_grid(raw) or is_record(raw)):
        keys = listed([shown(key) for key in list(raw)[:6]], "and")
        _refuse(document, f"found an object with {keys or 'nothing in it'}, expected {_FORMS}")
    try:
        tariff = read_grid(raw, name, values) if is_grid(raw) else read_record(raw, name, values, route)
    except RecursionError:
        _refuse(document, "the text is nested too deeply")
    if tariff is None or values.wrong:
        raise SiteFileError(document, _sorted(values))
    return tariff


def _sorted(values: JsonValues) -> list[Any]:
    document = values.document
    findings = values.findings()
    if values.unreported:
        more = f"{count(values.unreported, 'more problem')} of this file"
        findings.append(problems.BAD_VALUE.finding(f"{more} not shown", span=document.locate(findings[-1])))
    return findings


def _parsed(document: Document) -> Any:  # noqa: ANN401 - a value of JSON
    """The value of a JSON text, without numbers that JSON does not have and without keys that stand twice."""
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) < len(pairs):
            twice.append(next(key for key, number in Counter(key for key, _ in pairs).items() if number > 1))
        return data

    def no_number(name: str) -> NoReturn:
        raise ValueError(f"{name} is no number of JSON")

    try:
        raw = json.loads(document.text, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError as error:
        at = min(error.pos, max(len(document.text) - 1, 0))
        finding = problems.BAD_VALUE.finding(f"this is not JSON: {error.msg}", span=document.between(at, at + 1))
        raise SiteFileError(document, [finding], unreadable=True) from None
    except RecursionError:
        _refuse(document, "the text is nested too deeply")
    except ValueError as error:
        _refuse(document, "a number of thousands of digits" if "digits" in str(error) else str(error))
    if twice:
        _refuse(document, f"the key '{shown(twice[0])}' stands twice in one object, expected it once")
    return raw


def _refuse(document: Document, message: str) -> NoReturn:
    first = len(document.text.partition("\n")[0].rstrip())
    finding = problems.BAD_VALUE.finding(message, span=document.between(0, max(first, 1)))
    raise SiteFileError(document, [finding], unreadable=True)
