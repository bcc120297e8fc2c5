"""Inputs of any size for the measurement of growth: what each reader reads, and sites for the rules."""

from __future__ import annotations

import datetime as dt

HEAD = '[site]\nname = "Site"\nnec = 2023\n'
SUPPLY = '[supplies.U]\nkind = "service"\nrating = "400000 A"\nsystem = "208Y/120"\n'


def panels(n: int) -> str:
    """So many panels of one circuit with one station."""
    return "".join(
        f'[panels.P{i}]\nfed_from = "U"\nmain = "100 A"\n[circuits.C{i}]\npanel = "P{i}"\nbreaker = "40 A"\n'
        f'[stations.S{i}]\nports = 1\nmax_current = "32 A"\ncircuit = "C{i}"\n'
        for i in range(n)
    )


def circuits(n: int) -> str:
    """So many circuits, twenty on each panel."""
    return "".join(
        (f'[panels.P{i // 20}]\nfed_from = "U"\nmain = "400 A"\n' if i % 20 == 0 else "")
        + f'[circuits.C{i}]\npanel = "P{i // 20}"\nbreaker = "40 A"\n'
        f'[stations.S{i}]\nports = 1\nmax_current = "32 A"\ncircuit = "C{i}"\n'
        for i in range(n)
    )


def family(n: int) -> str:
    """So many stations of one table, on circuits of one table."""
    return (
        f'[circuits.C]\npanel = "U"\ncount = {n}\nbreaker = "40 A"\nphases = "AB"\n'
        f'[stations.S]\nports = 1\ncount = {n}\nmax_current = "32 A"\ncircuits = "C"\n'
    )


def stations(n: int) -> str:
    """So many stations on one circuit in one group."""
    return '[circuits.C]\npanel = "U"\nbreaker = "100 A"\nphases = "AB"\n[groups.G]\non = "C"\n' + "".join(
        f'[stations.S{i}]\nports = 1\nmax_current = "32 A"\ncircuit = "C"\n' for i in range(n)
    )


def groups(n: int) -> str:
    """So many groups, each on a panel of its own."""
    return panels(n) + "".join(f'[groups.G{i}]\non = "P{i}"\nlimit = "20 A"\n' for i in range(n))


def starved(n: int) -> str:
    """Groups that leave their ports too little, beside ports in no group that load the same panels."""
    listed = []
    for i in range(0, n, 20):
        members = ", ".join(f'"S{k}"' for k in range(i, min(n, i + 5)))
        listed.append(f'[groups.G{i}]\nmembers = [{members}]\nlimit = "5 A"\n')
    return circuits(n).replace("400 A", "300 A") + "".join(listed)


def members(n: int) -> str:
    """Groups of two ports by their names."""
    listed = "".join(f'[groups.G{i}]\nmembers = ["S{2 * i}", "S{2 * i + 1}"]\nlimit = "20 A"\n' for i in range(n // 2))
    return circuits(n) + listed


def loads(n: int) -> str:
    """So many other loads beside a few ports."""
    return panels(2) + "".join(f'[loads.L{i}]\non = "U"\ncurrent = "1 A"\n' for i in range(n))


def chained(n: int) -> str:
    """Chains of ten panels, one fed from the other."""
    return "".join(
        f'[panels.P{i}]\nfed_from = "{"U" if i % 10 == 0 else f"P{i - 1}"}"\nmain = "400 A"\n'
        f'[circuits.C{i}]\npanel = "P{i}"\nbreaker = "40 A"\n'
        f'[stations.S{i}]\nports = 1\nmax_current = "32 A"\ncircuit = "C{i}"\n'
        for i in range(n)
    )


def supplies(n: int) -> str:
    """So many transformers, each with a panel."""
    return panels(n).replace('fed_from = "U"', 'fed_from = "T{}"').format(*range(n)) + "".join(
        f'[supplies.T{i}]\nkind = "transformer"\nrating = "45 kVA"\nsystem = "208Y/120"\nfed_from = "U"\n'
        for i in range(n)
    )


def misspelt(n: int) -> str:
    """Keys and tables that are misspelt, one in each table."""
    return panels(n).replace("main =", "mian =").replace("[stations.", "[station.")


def trade(n: int) -> str:
    """Values as the trade writes them."""
    return panels(n).replace(
        'breaker = "40 A"', 'breaker = "40A 2P"\nconductor = { size = "AWG 8", length = "120 ft", material = "copper" }'
    )


def broken(n: int) -> str:
    """Statements that are not TOML, among many that are."""
    return panels(n).replace('main = "100 A"', "main: 100 A")


def texts(n: int) -> str:
    """One value of very many blanks and marks."""
    return panels(1) + f'[project]\nscope = "{" ".join(["a"] * n)}"\nowner = "{" " * n}x"\n'


def ignored(n: int) -> str:
    """So many findings that are accepted."""
    return panels(n) + "".join(
        f'[[ignore]]\nrule = "EV302"\npath = "panels.P{i}"\nreason = "known"\n' for i in range(n)
    )


def catalogue(n: int) -> str:
    """So many stations of one's own."""
    return panels(1) + "".join(f'[catalog.own{i}]\nbase = "CP6021B-80A"\n' for i in range(n))


def unknown_models(n: int) -> str:
    """So many stations of one's own that start from a station that nobody knows, and so many that are named unknown."""
    own = "".join(f'[catalog.own{i}]\nbase = "no such {i}"\n' for i in range(n // 2))
    return panels(n // 2).replace("max_current", 'model = "neither"\nmax_current') + own


def prices(n: int) -> str:
    """A list of so many prices."""
    items = "".join(f'"{i + 1} A 2-pole" = "{i}.10"\n' for i in range(n))
    return f'[price_list]\ncurrency = "USD"\n[prices.breaker]\n{items}'


def arrivals(n: int) -> str:
    """So many vehicles, one after the other at each port."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    times = (f"week {i // 140 + 1} {days[i // 20 % 7]} {i % 20:02d}:00" for i in range(n))
    rows = "".join(f"S{i % 20},{moment},10 kWh\n" for i, moment in enumerate(times))
    return f"port,time,energy\n{rows}"


def panel_schedule(n: int) -> str:
    """So many breakers, forty in each panel."""
    titles = "panel,ckt,name,breaker,poles,description,A VA,B VA\n"
    rows = (f'P{i // 40},"{i % 40 * 4 + 1},{i % 40 * 4 + 3}",C{i},40,2,EVSE S{i},3328,3328\n' for i in range(n))
    return titles + "".join(rows)


def station_list(n: int) -> str:
    """So many stations, forty in each group."""
    rows = (f"S{i},1,32,P{i // 40},C{i},40,G{i // 40},640\n" for i in range(n))
    return "station,ports,max current,panel,circuit,breaker,group,group limit\n" + "".join(rows)


def interval_rows(n: int, *, wide: bool = False) -> str:
    """A meter's record: a reading a row, or a day a row."""
    start, step = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), dt.timedelta(minutes=15)
    if wide:
        head = "Date,Unit," + ",".join(f"{i // 4:02d}:{i % 4 * 15:02d}" for i in range(96))
        days = (f"{start + number * dt.timedelta(days=1):%Y-%m-%d}" for number in range(n // 96 + 1))
        return head + "\n" + "".join(f"{day},kW,{','.join(['1.5'] * 96)}\n" for day in days)
    return "timestamp,kW\n" + "".join(f"{start + i * step:%Y-%m-%dT%H:%M:%SZ},{100 + i % 7}\n" for i in range(n))
