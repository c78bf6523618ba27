"""Contender of `wardmap bench network`: pandana, in whatever environment has it. Ends with 3 where there is none."""

import sys

import numpy as np

from bench.ways_contest import LIMIT, contest

try:
    import pandana
    import pandas as pd
except ImportError:
    sys.exit(3)


def make(_: None, question: dict) -> "pandana.Network":
    places = question["places"]
    edges = pd.DataFrame({"metres": question["metres"]})
    starts, ends = pd.Series(question["starts"]), pd.Series(question["ends"])
    return pandana.Network(pd.Series(places[:, 0]), pd.Series(places[:, 1]), starts, ends, edges)


def answer(network: "pandana.Network", question: dict) -> np.ndarray:
    at = question["places"][question["providers"]]
    network.set_pois("providers", LIMIT, 1, pd.Series(at[:, 0]), pd.Series(at[:, 1]))
    metres = network.nearest_pois(LIMIT, "providers", num_pois=1)[1].to_numpy(float)
    return np.where(metres >= LIMIT, np.inf, metres)


if __name__ == "__main__":
    contest(make, answer)
