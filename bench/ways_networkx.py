"""Contender of `wardmap bench network`: networkx."""

import networkx
import numpy as np

from bench.ways_contest import LIMIT, contest


def make(_: None, question: dict) -> networkx.Graph:
    edges = zip(question["starts"].tolist(), question["ends"].tolist(), question["metres"].tolist(), strict=True)
    graph = networkx.MultiGraph()
    graph.add_weighted_edges_from(edges)
    return graph


def answer(graph: networkx.Graph, question: dict) -> np.ndarray:
    found = networkx.multi_source_dijkstra_path_length(graph, set(question["providers"].tolist()), LIMIT)
    metres = np.full(len(question["places"]), np.inf)
    metres[list(found)] = list(found.values())
    return metres


if __name__ == "__main__":
    contest(make, answer)
