"""From tables to a site: every step in turn, every problem gathered, none reported twice."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from evsite.codebook.editions import EDITIONS
from evsite.model.catalog import Catalog
from evsite.model.finding import Finding, Label, SiteFileError
from evsite.model.remedy import REMOVE, Edit, added, meant, remedy, when
from evsite.model.site import Site, Source
from evsite.sitefile import problems
from evsite.sitefile.as_built_file import read_as_built
from evsite.sitefile.document import Document
from evsite.sitefile.named_files import NamedFiles
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.reading import read_catalog_tables, read_tables
from evsite.sitefile.resolve.circuits import resolve_circuits
from evsite.sitefile.resolve.context import ResolveContext
from evsite.sitefile.resolve.descriptions import project_of
from evsite.sitefile.resolve.distribution import resolve_feeding
from evsite.sitefile.resolve.dwelling import resolve_dwelling
from evsite.sitefile.resolve.fleets import resolve_fleets
from evsite.sitefile.resolve.groups import resolve_groups, resolve_loads
from evsite.sitefile.resolve.own_models import input_slip, minimum_slip, own_model, steps_slip
from evsite.sitefile.resolve.pools import resolve_pools
from evsite.sitefile.resolve.settings import ignores, own_profiles, site_settings
from evsite.sitefile.resolve.stations import resolve_stations
from evsite.sitefile.wording import header_of, shown
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.as_built import AsBuiltRecord
    from evsite.model.catalog import StationModel
    from evsite.model.dwelling import DwellingUnit
    from evsite.model.finding import Path
    from evsite.model.measured import Measured
    from evsite.model.site import ModulePool
    from evsite.sitefile.tables.stations import CatalogTable

USUAL_EDITION = 2023
"""Edition of the National Electrical Code that a site is judged by when it names none."""

_UNREADABLE = {problems.TOML_SYNTAX.code, problems.NOT_TEXT.code}
_SUBSTANCE = ("supplies", "panels", "circuits", "stations")


def resolve(document: Document, records: dict[object, Measured] | None = None) -> Site:
    """Resolve a document to a site.

    Parameters
    ----------
    document
        The document.
    records
        Data files that were read for an earlier one in the same folder; what is read is added.

    Raises
    ------
    SiteFileError
        With every problem of the file, in file order.
    """
    # everything made here is kept, so that looking for garbage meanwhile would only take a quarter of the time
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _resolve(document, {} if records is None else records)
    finally:
        if collecting:
            gc.enable()


def _resolve(document: Document, records: dict[object, Measured]) -> Site:
    findings: list[Finding] = []
    context = ResolveContext(
        read_tables(document.data, findings, nearest := Nearest(), document.lost), findings, nearest
    )
    context.records = records
    context.files = NamedFiles(document.folder, document.outside)
    if not findings and not document.slips and not any(document.data.get(section) for section in _SUBSTANCE):
        path: Path = ("site",) if "site" in document.data else ()
        way = "add [supplies.T1], [panels.P1], [circuits.C] and [stations.S]; `evsite init` writes a file to start from"
        findings.append(
            problems.NOTHING_TO_CHECK.finding("the file describes no site", path, anchor="header", remedy=way)
        )
    _check_shutoff(context)
    catalog, unusable = _catalog(context)
    resolve_feeding(context)
    resolve_circuits(context)
    resolve_stations(context, catalog, unusable)
    pools = resolve_pools(context)
    resolve_groups(context)
    resolve_loads(context)
    resolve_fleets(context)
    dwelling = resolve_dwelling(context)
    as_built = _as_built(context, context.tables.site.as_built)
    if findings or document.slips:
        in_order = _in_file_order(document, [*document.slips, *findings])
        raise SiteFileError(document, in_order, unreadable=any(each.code in _UNREADABLE for each in document.slips))
    return replace(_site(document, context, pools, dwelling), as_built=as_built)


def _site(
    document: Document, context: ResolveContext, pools: tuple[ModulePool, ...], dwelling: DwellingUnit | None
) -> Site:
    table = context.tables.site
    if table.nec is None:
        message = f"no edition of the code is given: judged by NEC {USUAL_EDITION}"
        others = listed([str(year) for year in EDITIONS if year != USUAL_EDITION])
        way = added(Edit(("site", "nec"), USUAL_EDITION), f"or {others}")
        context.notice(problems.NO_EDITION, message, ("site",), anchor="header", remedy=way)
    written = document.data.get("site", {}).get("nec")
    if isinstance(written, str):
        message = f"nec: '{shown(written)}' is a text, read as {table.nec}"
        context.notice(problems.EDITION_AS_TEXT, message, ("site", "nec"), remedy=Edit(("site", "nec"), table.nec or 0))
    stem = FilePath(document.filename).stem
    return Site(
        name=table.name or ("site" if document.filename.startswith("<") or not stem else stem),
        nec=table.nec or USUAL_EDITION,
        settings=site_settings(table),
        supplies=context.supplies,
        panels=context.panels,
        circuits=context.circuits,
        stations=context.stations,
        groups=context.groups,
        loads=context.loads,
        ports=context.ports,
        pools=pools,
        source=Source(document.filename, document.text, document.byte_order_mark),
        notices=context.notices,
        assumptions=tuple(context.assumptions),
        profiles=own_profiles(context.tables.profiles),
        dwelling=dwelling,
        fleets=context.fleets,
        ignores=ignores(context.tables.ignores),
        project=None if context.tables.project is None else project_of(context.tables.project),
    )


def _as_built(context: ResolveContext, name: str | None) -> AsBuiltRecord | None:
    path = None if name is None else context.named_file(name, ("site", "as_built"))
    return None if name is None or path is None else read_as_built(path, name)


def _check_shutoff(context: ResolveContext) -> None:
    site = context.tables.site
    if site.emergency_shutoff is False and site.emergency_shutoff_distance is not None:
        none, distance = ("site", "emergency_shutoff"), ("site", "emergency_shutoff_distance")
        message = "emergency_shutoff is false, but its distance is given"
        ways = remedy(Edit(none, REMOVE), Edit(distance, REMOVE))
        context.report(problems.CONFLICT, message, none, labels=(Label(distance, "the distance"),), remedy=ways)


def _in_file_order(document: Document, findings: list[Finding]) -> list[Finding]:
    # of one finding alone nobody has to know where it stands
    return sorted(findings, key=lambda finding: document.locate(finding)[:2]) if len(findings) > 1 else findings


# --- the catalogue of the site ------------------------------------------------------------------------------------


def _catalog(context: ResolveContext) -> tuple[Catalog, set[str]]:
    """The stations that this file can name, and the ids of own entries that cannot be used."""
    unusable = {name.lower() for name in context.tables.broken["catalog"]}
    own: dict[str, StationModel] = {}
    if context.tables.site.catalog is not None:
        _add_file(context, context.tables.site.catalog, own, unusable)
    found: list[tuple[Path, str]] = []
    first: dict[str, str] = {}
    for name in context.tables.catalog:
        if first.setdefault(name.lower(), name) != name:
            message = (
                f"{header_of(('catalog', name))} and {header_of(('catalog', first[name.lower()]))} are one name: "
                "case does not count"
            )
            context.report(problems.DUPLICATE_NAME, message, ("catalog", name), anchor="header")
    _add_own(context.tables.catalog, own, unusable, found)
    catalog = Catalog(own)
    for path, message in found:
        near = catalog.nearest(message)
        ways = meant(path, *near) if near else remedy(when(Edit(path, REMOVE), "and give maker and ratings"))
        context.report(problems.BAD_CATALOG, f"no station model is called '{shown(message)}'", path, remedy=ways)
    for name, table in context.tables.catalog.items():
        model = own.get(name.lower())
        if name.lower() not in unusable and model is not None and not model.rated:
            message = f"{header_of(('catalog', name))} does not say what a port can draw"
            examples = {"max_current": "32 A", "max_power": "40 kW"}
            edits = [added(Edit(("catalog", name, key), value)) for key, value in examples.items()]
            ways = remedy(*edits, None if table.base else 'base = "..."')
            context.report(problems.BAD_CATALOG, message, ("catalog", name), anchor="header", remedy=ways)
            unusable.add(name.lower())
    context.findings.extend(_misfits(context.tables.catalog, own, unusable))
    return catalog, unusable


def _misfits(tables: dict[str, CatalogTable], own: dict[str, StationModel], unusable: set[str]) -> Iterator[Finding]:
    """What is wrong with own entries whose currents cannot be; they become unusable."""
    for name, table in tables.items():
        key = name.lower()
        model = own.get(key)
        if key in unusable or model is None:
            continue
        place: Path = ("catalog", name)
        slip = input_slip(place, table, model) or minimum_slip(place, table, model) or steps_slip(place, table, model)
        if slip is not None:
            unusable.add(key)
            yield slip


def _add_own(
    tables: dict[str, CatalogTable], own: dict[str, StationModel], unusable: set[str], unknown: list[tuple[Path, str]]
) -> None:
    """Build own models; a base may be another own entry, whatever their order."""
    by_key = {name.lower(): (name, table) for name, table in tables.items()}
    catalog = Catalog(own)
    done: set[str] = set()
    for start in by_key:
        chain: dict[str, None] = {}
        key = start
        while key in by_key and key not in done and key not in chain:
            chain[key] = None
            base = (by_key[key][1].base or "").strip().lower()
            # an entry whose base is its own name changes the shipped station of that name
            key = key if base in {"", key} else base
        circle = key in chain and (by_key[key][1].base or "").strip().lower() not in {"", key}
        for below in reversed(chain):
            done.add(below)
            _build(*by_key[below], catalog, own, unusable, unknown, circle=circle)


def _build(
    name: str,
    table: CatalogTable,
    catalog: Catalog,
    own: dict[str, StationModel],
    unusable: set[str],
    unknown: list[tuple[Path, str]],
    *,
    circle: bool,
) -> None:
    key, wanted = name.lower(), (table.base or name).strip().lower()
    if table.base is not None and wanted != key and wanted in unusable and not circle:
        unusable.add(key)
        return
    base = own.get(wanted) or catalog.find(table.base or name)
    if table.base is not None and (base is None or circle):
        unknown.append((("catalog", name, "base"), table.base))
        unusable.add(key)
    else:
        own[key] = own_model(name, table, base)
        catalog.add(key, own[key])


def _add_file(context: ResolveContext, name: str, own: dict[str, StationModel], unusable: set[str]) -> None:
    """Read a catalogue file; whatever is wrong with it is reported at the key that names it."""
    where: Path = ("site", "catalog")

    def refuse(message: str) -> None:
        context.report(problems.BAD_CATALOG, message, where)

    path = context.named_file(name, where)
    if path is None:
        return
    try:
        if not path.is_file():
            refuse(f"no catalogue file '{shown(name)}' is there")
            return
        other = Document.read(str(path))
    except SiteFileError as error:
        for finding in error.findings:
            span = finding.span
            place = "" if span is None else f", line {span.line}, column {span.column}"
            # what is no TOML may be any file, a secret too, of which nothing is quoted
            what = "this is no TOML" if finding.code == problems.TOML_SYNTAX.code else finding.message
            refuse(f"{shown(name)}{place}: {what}")
        return
    except (OSError, ValueError):
        refuse(f"'{shown(name)}' cannot be the name of a catalogue file")
        return
    findings: list[Finding] = []
    tables: dict[str, CatalogTable] = {}
    data: dict[str, Any] = other.data
    odd = [key for key in data if key != "catalog"]
    if odd or "catalog" not in data:
        what = f"found '{shown(odd[0])}'" if odd else "found nothing"
        findings.append(
            problems.BAD_CATALOG.finding(
                f"{what}, expected tables like [catalog.my-station]", tuple(odd[:1]), anchor="key"
            )
        )
    else:
        tables, broken = read_catalog_tables(data["catalog"], findings, context.nearest)
        unusable.update(key.lower() for key in broken)
    unknown: list[tuple[Path, str]] = []
    _add_own(tables, own, unusable, unknown)
    findings += [
        problems.BAD_CATALOG.finding(f"no station model is called '{shown(base)}'", path) for path, base in unknown
    ]
    misfits = _misfits(tables, own, unusable)
    findings += [replace(found, message=f"{found.message}; {found.remedy}") for found in misfits]
    for finding in _in_file_order(other, findings):
        span = other.locate(finding)
        refuse(f"{shown(name)}, line {span.line}, column {span.column}: {finding.message}")
