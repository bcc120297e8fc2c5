"""Round robin: what equal sharing turns into where not all minimums fit together.

No group is set to rotate: every policy that fills together does, by itself (`allocation.rotation`), and averages the
same whatever its weights. Beside the other policies round robin stands for equal shares in turns.
"""

from __future__ import annotations

from dataclasses import replace

from evsite.allocation.policies.equal import EQUAL

ROUND_ROBIN = replace(
    EQUAL,
    name="round-robin",
    title="round robin",
    short="robin",
    trade_off="equal in the long run, and no vehicle is ever offered too little to charge with; vehicles stop and "
    "start, and a short stay may fall between two turns.",
    turns_of=EQUAL.name,
)
