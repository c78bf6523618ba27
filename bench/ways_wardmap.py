"""Contender of `wardmap bench network`: ours."""

import numpy as np
import shapely

from bench.ways_contest import LIMIT, contest
from geo_api.coverage.network.roads import RoadNetwork
from geo_api.coverage.network.snapping import Stops


def make(_: None, question: dict) -> RoadNetwork:
    return RoadNetwork.from_lines(shapely.from_wkb(question["lines"]))


def snap(network: RoadNetwork, question: dict) -> tuple[RoadNetwork, Stops]:
    return network, network.snap(question["places"])


def answer(made: tuple[RoadNetwork, Stops], question: dict) -> np.ndarray:
    network, stops = made
    return network.nearest(stops, question["places"][question["providers"]], LIMIT).metres


if __name__ == "__main__":
    contest(make, snap, answer)
