"""Content codings of tiles: which of them a client takes (RFC 9110, 12.5.3), and bytes in each."""

from collections.abc import Callable
from functools import lru_cache

import brotli
import zstandard
from isal import igzip

IDENTITY = "identity"
# Below this a compressed body is no smaller than its own header and trailer make it.
LEAST_BYTES = 256
# Levels beyond these cost several times as much for one or two per cent (docs/performance.md).
GZIP_LEVEL = 2
ZSTD_LEVEL = 6
BROTLI_LEVEL = 5


def _gzip(body: bytes) -> bytes:
    return igzip.compress(body, GZIP_LEVEL, mtime=0)


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=BROTLI_LEVEL))


# The smallest first: among codings that a client likes equally well, it gets the first.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "zstd": _zstd, "gzip": _gzip, IDENTITY: bytes}
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "gzip": igzip.decompress,
    IDENTITY: bytes,
}
# A strong ETag names the bytes sent, so each coding has its own.
TAG_ENDINGS = {"br": "-br", "zstd": "-zst", "gzip": "-gz", IDENTITY: ""}


@lru_cache(maxsize=512)
def chosen_coding(accept_encoding: str) -> str:
    """The coding to answer in: the one liked best, the smallest of several. Plain bytes where all are refused."""
    weights = dict(_weighted(part) for part in accept_encoding.lower().split(",") if part.strip())
    named = weights.get("x-gzip", 0.0)
    liked = {"gzip": max(weights.get("gzip", weights.get("*", 0.0)), named)}
    liked |= {coding: weights.get(coding, weights.get("*", 0.0)) for coding in ("br", "zstd")}
    # Plain bytes are always taken unless they are refused, but nobody means them to be liked best by not naming them.
    liked[IDENTITY] = weights.get(IDENTITY, 0.0)
    best = max(liked.values())
    return next((coding for coding in ENCODERS if liked[coding] == best > 0), IDENTITY)


def _weighted(part: str) -> tuple[str, float]:
    coding, _, parameters = part.partition(";")
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return coding.strip(), 1.0
    try:
        weight = float(value)
    except ValueError:
        return coding.strip(), 0.0
    return coding.strip(), weight if 0 <= weight <= 1 else 0.0
