"""Our sign as phones show it among their programs, in the colour of an agency. Pure but for reading a picture."""

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# What the picture is drawn on, and in; see static/src/icon.svg.
GROUND = "#0b4f63"
_INKS = ("#ffffff", "#7fcdbb", "#41b6c4")
Pixels = NDArray[np.float64]


def colored_icon(picture: Path, color: str) -> bytes:
    """The PNG with `color` (#rrggbb) in place of its ground; edges stay as soft as they are."""
    with Image.open(picture) as drawn:
        pixels = np.asarray(drawn.convert("RGB"), dtype=np.float64)
    moved = pixels + _share_of_ground(pixels)[..., np.newaxis] * (_parts(color) - _parts(GROUND))
    made = BytesIO()
    Image.fromarray(moved.round().clip(0, 255).astype(np.uint8)).save(made, "PNG", optimize=True)
    return made.getvalue()


def _share_of_ground(pixels: Pixels) -> Pixels:
    """How much of each pixel is ground: it is a mixture of that and of the ink that it is nearest to so."""
    shares, errors = zip(*(_mixed(pixels, _parts(ink)) for ink in _INKS), strict=True)
    nearest = np.argmin(np.stack(errors), axis=0)
    found: Pixels = np.take_along_axis(np.stack(shares), nearest[np.newaxis], axis=0)[0]
    return found


def _mixed(pixels: Pixels, ink: Pixels) -> tuple[Pixels, Pixels]:
    """The share of ground in the mixture with `ink` that is nearest to each pixel, and how far that is."""
    way = _parts(GROUND) - ink
    share: Pixels = np.clip((pixels - ink) @ way / (way @ way), 0, 1)
    return share, np.linalg.norm(pixels - (ink + share[..., np.newaxis] * way), axis=-1)


def _parts(color: str) -> Pixels:
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float64)
