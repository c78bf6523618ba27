"""Every maker of the corpus, by the name of its case."""

from tests.loaders.corpus import excel97, formats, hostile, kml, maps, tables, workbooks  # noqa: F401  # the makers put themselves on the list
from tests.loaders.corpus.places import MAKERS

__all__ = ["MAKERS"]
