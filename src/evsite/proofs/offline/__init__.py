"""Stations that cannot be reached, in the proofs: what a driver is guaranteed in the worst mix of offline and online.

An offline port follows no policy: its fallback is reserved, and the others share the rest. So a port that may be
offline puts on a row (a conductor, a group, a winding) either its fallback or, while row k stops a port at level t,
at most what it has at that level; the larger of the two is the most. Row k with all of its ports there, each with the
larger of the two, is full at a level t_k, and no port that it stops gets less, whatever the mix: the reasoning of
`proofs.lower_bound` with a base under every port. The port that is asked for is online itself, so it has no base.

Where that mix breaks another row the bound is not reached. As long as all fallbacks fit every row, every mix keeps all
rows, and the level can be raised to one at which row k can be full at all (`proofs.guarantee`).
"""

from evsite.proofs.offline.fallback_loads import FallbackLoad, fallback_loads, fallbacks_a
from evsite.proofs.offline.results import WithOffline
from evsite.proofs.offline.search import MixedSearch

__all__ = ["FallbackLoad", "MixedSearch", "WithOffline", "fallback_loads", "fallbacks_a"]
