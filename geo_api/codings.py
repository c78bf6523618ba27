"""Content codings: which of them a client takes (RFC 9110, 12.5.3), and bytes in each."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import brotli
import zstandard
from isal import igzip

IDENTITY = "identity"
# Below this a compressed body is no smaller than its own header and trailer make it.
LEAST_BYTES = 256
# gzip is of ISA-L: as small as level 1 of zlib, at a fifth of the time. Levels beyond these cost several times as much
# for one or two per cent (docs/performance.md).
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


# What is made anew for every answer is not worth more than this.
QUICK = ("gzip", IDENTITY)


@lru_cache(maxsize=512)
def chosen_coding(accept_encoding: str, offered: Sequence[str] = tuple(ENCODERS)) -> str:
    """The coding to answer in, of those `offered`, the smallest first: the one liked best, the smallest of several.

    Plain bytes where all are refused.
    """
    weights = dict(_weighted(part) for part in accept_encoding.lower().split(",") if part.strip())
    named = weights.get("x-gzip", 0.0)
    liked = {"gzip": max(weights.get("gzip", weights.get("*", 0.0)), named)}
    liked |= {coding: weights.get(coding, weights.get("*", 0.0)) for coding in ("br", "zstd")}
    # Plain bytes are always taken unless they are refused, but nobody means them to be liked best by not naming them.
    liked[IDENTITY] = weights.get(IDENTITY, 0.0)
    best = max(liked[coding] for coding in offered)
    return next((coding for coding in offered if liked[coding] == best > 0), IDENTITY)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether gzip is the coding to answer in, where there are no others but plain bytes."""
    return chosen_coding(accept_encoding, QUICK) == "gzip"


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
