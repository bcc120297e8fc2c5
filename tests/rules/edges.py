"""Pairs of sites on the two sides of every number in the rules: the first passes, the second does not.

Each entry is the code of a rule, a site with `{}` in it, the last value that passes and the first that does not.
"""

from __future__ import annotations

from snippets import circuit, group, modelled, shared, site, stations

SHUTOFF = 'emergency_shutoff_distance = "50 ft"\nemergency_shutoff_in_sight = true'
TWENTY = circuit(breaker="100 A", more="count = 20") + stations("80 A", more="count = 20\ndisconnect = true")

OUTER = group("O", 'on = "EV1"\nlimit = "60 A"')


def one(current: str = "32 A", breaker: str = "40 A", more: str = "", **keys) -> str:
    return site(circuit(breaker=breaker) + stations(current, more=more), **keys)


def home_flex(site_keys: str) -> str:
    return site(circuit(breaker="70 A") + modelled("cph50"), site_keys=site_keys)


def loaded(current: str, keys: str = "") -> str:
    return site(circuit() + stations() + f'[loads.L]\non = "EV1"\ncurrent = "{current}"\n{keys}', rating="4000 A")


def transformer(keys: str, rating: str = "75 kVA", more: str = "") -> str:
    return (
        f'[site]\nnec = 2023\n[supplies.T]\nkind = "transformer"\nrating = "{rating}"\nsystem = "208Y/120"\n'
        f'primary = "480 delta"\n{keys}\n[panels.EV1]\nfed_from = "T"\nmain = "225 A"\nbus = "225 A"\n{more}'
    )


def service(keys: str, *, rating: str = "{} A", system: str = "480Y/277", main: str = "400 A") -> str:
    return (
        f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "{system}"\n{keys}\n'
        f'[panels.P]\nfed_from = "U"\nmain = "{main}"\nbus = "5000 A"\n'
    )


def plug(receptacle: str, current: str, breaker: str = "60 A", nec: int = 2023) -> str:
    more = f'connection = "plug"\nreceptacle = "{receptacle}"\ngfci = true\nreceptacle_listed = true'
    return one(current, breaker, more, nec=nec, site_keys=SHUTOFF)


def space(depth: str, condition: str = "", system: str = "480Y/277") -> str:
    return one("16 A", "20 A", "disconnect = true", system=system).replace(
        'bus = "400 A"', f'bus = "400 A"\nworking_space = "{depth} ft"\n{condition}'
    )


EDGES = [
    # 125 % of continuous load, and other load on top
    ("EV101", one("{} A", "40 A"), 32, 32.1),
    ("EV101", one("80 A", "{} A", "disconnect = true"), 100, 99.9),
    ("EV102", loaded("{} A"), 288, 288.1),
    ("EV102", loaded("{} A", "continuous = false\n"), 360, 360.1),
    ("EV103", site(circuit() + stations() + '[loads.L]\non = "U"\ncurrent = "{} A"\n'), 608, 608.1),
    ("EV403", site(TWENTY.replace("count = 20\ndisc", "count = {}\ndisc")), 6, 7),
    ("EV401", site(TWENTY + group("EV1", 'on = "EV1"\nlimit = "{} A"')), 320, 320.1),
    (
        "EV402",
        site(TWENTY + group("O", 'on = "EV1"\nlimit = "60 A"') + group("I", 'on = "C1"\nlimit = "{} A"')),
        60,
        60.1,
    ),
    # the bus carries what the main lets through
    ("EV104", loaded("{} A").replace('main = "400 A"\nbus = "400 A"', 'bus = "400 A"'), 368, 368.1),
    ("EV108", loaded("1 A").replace('bus = "400 A"', 'bus = "{} A"'), 400, 399),
    (
        "EV107",
        one().replace('bus = "400 A"', 'bus = "400 A"\nspaces = {}').replace("breaker =", 'phases = "AB"\nbreaker ='),
        2,
        1,
    ),
    ("EV106", one("16 A", "{} A"), 45, 44),
    # one size above what is needed
    ("EV112", one("32 A", "{} A"), 45, 46),
    ("EV112", one("16 A", "{} A"), 25, 26),
    # transformers
    ("EV105", transformer("", more='[loads.L]\non = "EV1"\npower = "{} kVA"\n'), 60, 60.1),
    ("EV105", transformer("", more='[loads.L]\non = "EV1"\ncurrent = "{} A"\nphases = "A"\n'), 166.5, 166.6),
    ("EV114", transformer('primary_breaker = "{} A"\nsecondary_breaker = "300 A"'), 225, 226),
    ("EV114", transformer('secondary_breaker = "{} A"'), 300, 301),
    ("EV209", transformer('secondary_length = "{} ft"'), 25, 25.1),
    ("EV117", service(""), 999, 1000),
    ("EV117", service("", rating="900 A", main="{} A"), 999, 1000),
    ("EV118", service("gfpe = true"), 1199, 1200),
    ("EV118", service("gfpe = true", rating="900 A", main="{} A"), 1199, 1200),
    ("EV119", service("", system="240/120"), 60, 59.9),
    ("EV119", service("", system="240/120").replace("2023", '2023\ndwelling = "one-family"'), 100, 99.9),
    ("EV119", one(rating="{} A"), 15, 14.9),
    ("EV119", site(circuit(more="count = 2") + stations(more="count = 2"), rating="{} A"), 30, 29.9),
    ("EV119", site(circuit(more="count = 3") + stations(more="count = 3"), rating="{} A"), 60, 59.9),
    ("EV119", one(rating="{} A") + '[loads.L]\non = "U"\ncurrent = "1 A"\n', 60, 59.9),
    # article 625
    ("EV301", one("16 A", "20 A").replace('circuits = "C"', 'circuit = "C"\ncount = {}'), 1, 2),
    *(("EV302", one("{} A", "80 A", nec=nec), 60, 60.1) for nec in (2017, 2020, 2023)),
    ("EV303", one(more="disconnect = true", nec=2026, site_keys=SHUTOFF.replace("50", "{}")), 20, 19.9),
    ("EV303", one(more="disconnect = true", nec=2026, site_keys=SHUTOFF.replace("50", "{}")), 100, 100.1),
    ("EV304", plug("50 A", "{} A"), 40, 40.1),
    ("EV304", plug("{} A", "16 A"), 50, 50.1),
    ("EV304", plug("{} A", "16 A", nec=2026), 60, 60.1),
    ("EV305", plug("{} A", "16 A", nec=2017).replace("gfci = true", "gfci = false"), 50.1, 50),
    ("EV307", one(more='cable_length = "{} ft"'), 25, 25.1),
    ("EV310", space("{}", system="208Y/120"), 3, 2.9),
    ("EV310", space("{}", "working_condition = 1"), 3, 2.9),
    ("EV310", space("{}", "working_condition = 2"), 3.5, 3.4),
    ("EV310", space("{}", "working_condition = 3"), 4, 3.9),
    ("EV310", space("{}"), 3.5, 3.4),
    ("EV314", one("80 A", "{} A", 'setting = "32 A"\ndisconnect = true', nec=2017), 100, 99),
    ("EV318", one(more='coupler_height = "{} in"\noutdoors = false'), 18, 17.9),
    ("EV318", one(more='coupler_height = "{} in"\noutdoors = true'), 24, 23.9),
    # 150 kVA at 208 V: 416.4 A x 100 / 4.2 = 9.91 kA
    (
        "EV116",
        transformer('impedance = "{} %"', "150 kVA", 'interrupting = "10 kA"'),
        4.2,
        4.1,
    ),
    # the calculated load of a charger, 7,200 VA: 34.615 A at 208 V
    ("EV121", one("16 A").replace('main = "400 A"', 'main = "{} A"'), 34.7, 34.6),
    ("EV121", one("16 A").replace('bus = "400 A"', 'bus = "{} A"'), 34.7, 34.6),
    ("EV121", one("16 A", rating="{} A"), 34.7, 34.6),
    ("EV121", one("16 A") + '[loads.L]\non = "EV1"\ncurrent = "{} A"\n', 365.3, 365.4),
    # shares
    ("EV405", shared(13, "{} A"), 8, 7.9),
    ("EV405", shared(13, '{} A"\nmin_current = "3 A'), 6, 5.9),
    ("EV406", shared(10, "{} A"), 80, 79.9),
    (
        "EV424",
        shared(20, "80 A", site_keys='application = "airport"')
        .replace("max_current", 'model = "cp6011b-80a"\nmax_current')
        .replace("count = 20", "count = {}"),
        20,
        19,
    ),
    ("EV423", shared(5, '400 A"\nmin_current = "{} A'), 80, 80.1),
    ("EV423", shared(5, "400 A", site_keys='min_current = "{} A"'), 80, 80.1),
    ("EV425", shared(2, "{} A").replace('"80 A"', '"80 A"\ncurrent_step = "8 A"', 1), 53.3, 53.4),
    ("EV421", shared(10, '{} A"\nmin_current = "6 A'), 72.2, 72.1),
    ("EV421", shared(10, '{} A"\nmin_current = "6 A', system="240/120"), 62.5, 62.4),
    ("EV631", home_flex('lowest_temperature = "{} degC"\nhighest_temperature = "20 degC"'), -40, -40.1),
    ("EV631", home_flex('lowest_temperature = "0 degC"\nhighest_temperature = "{} degC"'), 50, 50.1),
    ("EV407", shared(5, "{} A", site_keys='min_power = "3.3 kW"'), 79.4, 79.3),
    ("EV410", shared(4, "{} A"), 80, 79.9),
    ("EV412", shared(5, "{} A", site_keys='hours_plugged_in = "8 h"\nmiles_needed = "40 mi"'), 40.1, 40),
    ("EV409", shared(9, "{} A"), 77.9, 77.8),
    ("EV413", one("32 A", more='fallback = "{} A"'), 6, 5.9),
]
