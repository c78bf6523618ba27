"""A client in a process of its own: GDAL holds the interpreter while it waits for an answer.

Called with the address of the service and questions as JSON; prints the answers as JSON.
"""

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def fetched() -> Iterator[list[str]]:
    """The addresses that GDAL fetches in the block, by its own account of them on standard error."""
    addresses: list[str] = []
    kept = os.dup(2)
    with tempfile.TemporaryFile("w+") as log:
        os.dup2(log.fileno(), 2)
        try:
            yield addresses
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            log.seek(0)
            addresses += re.findall(r"Fetch\((.*)\)", log.read())


def read_with_gdal(address: str, layer: str, **options: Any) -> dict:
    import pyogrio

    if "bbox" in options:
        options["bbox"] = tuple(options["bbox"])
    pyogrio.set_gdal_config_options({"CPL_DEBUG": "HTTP"})
    with fetched() as asked:
        frame = pyogrio.read_dataframe(f"OAPIF:{address}/ogc/", layer=layer, **options)
    first = frame.geometry.dropna().iloc[:1]
    return {
        "layer": layer,
        "count": len(frame),
        "epsg": frame.crs.to_epsg() if frame.crs is not None else None,
        "first": first.iloc[0].coords[0] if len(first) and first.iloc[0].geom_type == "Point" else None,
        "asked": asked,
    }


def read_with_owslib(address: str, layer: str) -> dict:
    from owslib.ogcapi.features import Features

    service = Features(f"{address}/ogc/")
    box, condition = [106.1, 20.3, 106.3, 20.5], "capacity > 300"
    page = service.collection_items(layer, limit=1, bbox=box, filter=condition)
    return {
        "collections": service.feature_collections(),
        "matched": page["numberMatched"],
        "filtered": len(service.collection_items(layer, limit=1000, bbox=box, filter=condition)["features"]),
        "queryables": list(service.collection_queryables(layer)["properties"]),
        "one": service.collection_item(layer, str(page["features"][0]["id"])),
        "openapi": service.api()["openapi"],
    }


def main() -> None:
    address, questions = sys.argv[1], json.loads(sys.argv[2])
    answers = []
    for question in questions:
        if "owslib" in question:
            answers.append(read_with_owslib(address, question["owslib"]))
        else:
            answers.append(read_with_gdal(address, **question))
    json.dump(answers, sys.stdout)


main()
