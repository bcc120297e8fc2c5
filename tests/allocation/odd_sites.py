"""Random sites of the odd kind: what `sites` leaves out, in one small file each, made from a seed.

Power modules of paired stations and blocks, minimums of stations and groups above what fits, fallbacks, turn lengths,
several groups of different policies over the same, overlapping and no ports, setpoints that are far too low.
"""

import tomli_w
from sites import LEGS, NEUTRAL_LEGS, WYES

SYSTEMS = [*["208Y/120"] * 4, *["480Y/277"] * 2, *["240/120"] * 3, *NEUTRAL_LEGS]
LIMITS_A = [8, 10, 12, 16, 18, 20, 24, 27, 30, 32, 36, 40, 48, 64, 80]
LIMITS_KW = [2, 3, 4, 5, 7, 10, 14, 20]
MINIMUMS_A = [6, 6, 7, 8, 9, 10, 12, 16]
POLICIES = [["equal"], ["proportional"], ["fcfs"], ["equal", "proportional"], ["equal", "proportional", "fcfs"]]


class Maker:
    """A site while it is made."""

    def __init__(self, dice, max_ports):
        self.dice = dice
        self.max_ports = max_ports
        self.file = {
            "site": {"nec": 2023},
            "supplies": {},
            "panels": {},
            "circuits": {},
            "stations": {},
            "groups": {},
            "loads": {},
        }
        self.nodes = []
        """Names with their systems and legs."""
        self.banks = []
        """Stations and ports of each table, with the node that they hang on."""

    def amps(self, values):
        return f"{self.dice.choice(values)} A"

    def limit(self):
        if self.dice.random() < 0.65:
            return self.amps(LIMITS_A)
        return f"{self.dice.choice(LIMITS_KW)} {self.dice.choice(['kW', 'kVA'])}"

    def root(self):
        system = self.dice.choice(SYSTEMS)
        table = {"system": system, "kind": "service", "rating": self.amps([30, 40, 60, 80, 100, 150, 200, 400])}
        if system != "120/208 single-phase" and self.dice.random() < 0.4:
            table |= {"kind": "transformer", "rating": f"{self.dice.choice([5, 8, 10, 15, 22.5, 30, 45, 75])} kVA"}
            if self.dice.random() < 0.6:
                table["primary"] = self.dice.choice(["480 delta", "480Y/277", "240 delta", "208Y/120"])
        self.file["supplies"]["U"] = table
        self.nodes.append(("U", system, LEGS[system]))

    def child(self, number):
        parent, system, legs = self.dice.choice(self.nodes)
        name = f"N{number}"
        if self.dice.random() < 0.25:
            makes = self.dice.choice(["208Y/120", "480Y/277", "240 delta", "240/120"]) if len(legs) == 3 else "240/120"
            table = {"kind": "transformer", "fed_from": parent, "system": makes}
            table["rating"] = f"{self.dice.choice([5, 8, 10, 15, 25, 45, 75])} kVA"
            if len(legs) == 3 and makes == "240/120":
                table["phases"] = self.dice.choice(["AB", "BC", "CA"])
            if makes in WYES and system in WYES and self.dice.random() < 0.3:
                table["winding"] = "wye-wye"
            self.file["supplies"][name] = table
            self.nodes.append((name, makes, LEGS[makes]))
            return
        table = {"fed_from": parent, "spaces": 84}
        if self.dice.random() < 0.8:
            table["main"] = self.amps([20, 30, 40, 50, 60, 80, 100, 150, 200])
        if len(legs) == 3 and self.dice.random() < 0.2:
            table["phases"] = self.dice.choice(["AB", "BC", "CA"])
            legs = "".join(sorted(table["phases"]))
        self.file["panels"][name] = table
        self.nodes.append((name, system, legs))

    def bank(self, number, room):
        node, system, legs = self.dice.choice(self.nodes)
        name, circuit = f"S{number}_", f"C{number}_"
        if (
            room >= 2
            and len(legs) == 3
            and system in {"480Y/277", "480 delta", "208Y/120"}
            and self.dice.random() < 0.1
        ):
            self.file["circuits"][circuit] = {"panel": node, "count": 2, "breaker": "150 A", "phases": "ABC"}
            model = self.dice.choice(["CPE250", "CPE280"])
            self.file["stations"][name] = {"model": model, "count": 2, "circuits": circuit, "paired": True}
            self.banks.append(([f"{name}1", f"{name}2"], [f"{name}1.1", f"{name}2.1"], node))
            return
        if room >= 2 and len(legs) == 3 and system == "480Y/277" and self.dice.random() < 0.1:
            ports = self.dice.randint(2, min(4, room))
            self.file["circuits"][circuit] = {"panel": node, "breaker": "350 A", "phases": "ABC"}
            self.file["stations"][name] = {"model": "express-plus-block", "ports": ports, "circuits": circuit}
            self.banks.append(([name], [f"{name}.{index + 1}" for index in range(ports)], node))
            return
        pairs = [pair for pair in ("AB", "BC", "CA") if set(pair) <= set(legs)]
        neutrals = [f"{leg}N" for leg in legs if leg in NEUTRAL_LEGS[system]]
        phases = self.dice.choice([*pairs, *neutrals, *(["ABC"] if len(legs) == 3 else [])])
        ports = min(self.dice.choice([1, 1, 2, 2, 3]), room)
        count = self.dice.randint(1, max(1, min(3, room // ports)))
        rated_a = self.dice.choice([7, 10, 12, 16, 24, 30, 32, 40, 48, 64, 80])
        table = {"count": count, "ports": ports, "max_current": f"{rated_a} A"}
        branch = {"panel": node, "breaker": self.amps([15, 20, 30, 40, 60, 80, 100]), "phases": phases}
        shape = self.dice.choice(["own", "own", "shared", "jumper"])
        if shape == "shared":
            table["circuit"] = circuit
        else:
            table["circuits"] = circuit
            table["jumper"] = shape == "jumper" and ports > 1
            branch["count"] = count if table["jumper"] else count * ports
        if phases == "ABC" and self.dice.random() < 0.4:
            del table["max_current"]
            table |= {"type": "dc", "max_power": f"{self.dice.choice([5, 8, 10, 20, 30])} kW"}
        elif self.dice.random() < 0.2:
            table["setting"] = f"{max(6, rated_a / 2):g} A"
        if "max_current" in table and self.dice.random() < 0.15:
            table["min_current"] = self.amps([6, 7, 8, 10, 12])
        if self.dice.random() < 0.5:
            table["fallback"] = self.amps([0, 0, 5, 6, 8, 8, 10, 12, 16])
        self.file["circuits"][circuit] = branch
        self.file["stations"][name] = table
        stations = [f"{name}{index + 1}" for index in range(count)]
        self.banks.append((stations, [f"{each}.{index + 1}" for each in stations for index in range(ports)], node))

    def group(self, number, policies, *, everybody):
        table = {"policy": self.dice.choice(policies), "limit": self.limit()}
        if self.dice.random() < 0.4:
            table["on"] = "U" if everybody else self.dice.choice([bank[2] for bank in self.banks])
        else:
            chosen = self.banks if everybody else self.dice.sample(self.banks, self.dice.randint(1, len(self.banks)))
            members = []
            for stations, ports, _ in chosen:
                parts = [stations] if everybody else [stations, [self.dice.choice(stations)], [self.dice.choice(ports)]]
                members += self.dice.choice(parts)
            table["members"] = list(dict.fromkeys(members))
            if len({self.supply(bank[2]) for bank in chosen}) > 1:
                table["limit"] = f"{self.dice.choice(LIMITS_KW)} kW"
        if self.dice.random() < 0.3:
            table["min_current"] = self.amps(MINIMUMS_A)
        if self.dice.random() < 0.1:
            table["slot"] = self.dice.choice(["5 min", "30 min", "1 h"])
        if self.dice.random() < 0.2:
            table["site_meter"] = True
        self.file["groups"][f"G{number}"] = table

    def supply(self, node):
        while node not in self.file["supplies"]:
            node = self.file["panels"][node]["fed_from"]
        return node

    def load(self, number):
        node = self.dice.choice(self.nodes)[0]
        table = {"on": node, "continuous": self.dice.random() < 0.5, "current": self.amps([0, 3, 5, 10, 20])}
        self.file["loads"][f"L{number}"] = table


def odd_site(dice, max_ports=6):
    """A site file as text; some have ports in no group."""
    maker = Maker(dice, max_ports)
    maker.root()
    for number in range(dice.choice([0, 1, 1, 2, 2, 3, 4])):
        maker.child(number)
    if dice.random() < 0.15:
        maker.file["site"]["min_current"] = maker.amps([6, 7, 10, 12])
    for number in range(dice.choice([1, 2, 2, 3, 3, 4, 5])):
        room = max_ports - sum(len(bank[1]) for bank in maker.banks)
        if room:
            maker.bank(number, room)
    policies = dice.choice(POLICIES)
    partly = dice.random() < 0.35
    for number in range(dice.choice([1, 1, 2, 2, 3, 4])):
        # the first one holds everybody, unless some are to be in no group
        maker.group(number, policies, everybody=number == 0 and not partly)
    for number in range(dice.choice([0, 0, 0, 1, 2])):
        maker.load(number)
    return tomli_w.dumps({name: table for name, table in maker.file.items() if table})
