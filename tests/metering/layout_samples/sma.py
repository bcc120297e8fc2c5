"""SMA Sunny Explorer: what inverters have produced, below a title and three lines that name the columns."""

from layout_samples.base import slots

ZONE = "Europe/Berlin"


def sma(*, comma=True, title=True, inverters=1):
    """The content of a file of quarter hours: a register [kWh] and power [kW] of each inverter."""
    mark = "comma" if comma else "dot"
    lines = []
    if title:
        lines += [
            "sep=;",
            f"Version CSV1|Tool SE|Linebreaks CR/LF|Delimiter semicolon|Decimalpoint {mark}|Precision 3",
            "",
        ]
    lines += [
        ";SN: 2100070361;SN: 2100070361" * 1,
        ";SB 4000TL-20;SB 4000TL-20",
        ";2100070361;2100070361",
        ";Gesamtertrag;Leistung",
        ";Counter;Analog",
        "dd.MM.yyyy HH:mm:ss" + ";kWh;kW" * inverters,
    ]
    register = 70860.938
    for slot in slots(ZONE, solar=False):
        register += slot.kwh
        cells = f"; {register:.3f}; {slot.kw:.3f}" * inverters
        lines.append(f"{slot.wall:%d.%m.%Y %H:%M:%S}" + (cells.replace(".", ",") if comma else cells))
    return "\r\n".join([*lines, ""]).encode()
