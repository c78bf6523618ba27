"""What `wardmap bench siting` has spopt do, in whatever environment has it. Ends with 3 where there is none."""

import pickle
import resource
import sys
from pathlib import Path

import numpy as np

try:
    import pulp
    from spopt.locate import MCLP
except ImportError:
    sys.exit(3)


def seconds() -> float:
    """Of the processor, the solver's included, which is a process of its own."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def answer() -> None:
    weights, covers, count = pickle.loads(Path(sys.argv[1]).read_bytes())
    metres = np.full((len(weights), len(covers)), 2.0)
    for site, places in enumerate(covers):
        metres[places, site] = 0.0
    begun = seconds()
    model = MCLP.from_cost_matrix(metres, weights, service_radius=1.0, p_facilities=count)
    half = seconds()
    model = model.solve(pulp.PULP_CBC_CMD(msg=False))
    done = seconds()
    chosen = [site for site, variable in enumerate(model.fac_vars) if variable.value() > 0.5]
    Path(sys.argv[2]).write_bytes(pickle.dumps((half - begun, done - half, chosen)))


if __name__ == "__main__":
    answer()
