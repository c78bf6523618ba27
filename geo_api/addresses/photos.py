"""Photos of gates and plates: made anew, so that nothing but the picture is kept."""

import io
import struct

from PIL import ExifTags, Image, UnidentifiedImageError

from geo_api.errors import BadRequest

LONGEST_SIDE = 1600
# What a phone's camera has; more is an attempt to fill the memory.
MOST_PIXELS = 40_000_000
QUALITY = 80
# Of a progressive picture; cameras write some ten. Each goes over all of it, and a hundred of them fit into 10 kB.
MOST_SCANS = 30
_SCAN = b"\xff\xda"
# Orientation as EXIF numbers it.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def made_anew(sent: bytes) -> tuple[bytes, int, int]:
    """The picture as JPEG, at most LONGEST_SIDE pixels long, without EXIF; width and height. Raises BadRequest."""
    try:
        with Image.open(io.BytesIO(sent), formats=["JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS or sent.count(_SCAN) > MOST_SCANS:
                raise _wrong()
            # Before all else: what is larger is then read at a half, a quarter or an eighth of its size.
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = _upright(picture).convert("RGB")
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _wrong() from error
    kept = io.BytesIO()
    # Of what Pillow knows of the picture it writes only what is asked for here.
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue(), upright.width, upright.height


def _upright(picture: Image.Image) -> Image.Image:
    """As the camera was held, where it says so in a way that can be read.

    Of what else cameras write nothing is read: `ImageOps.exif_transpose` fails on what is odd in any of it.
    """
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except (OSError, SyntaxError, TypeError, ValueError, struct.error):
        turn = None
    return picture if turn is None else picture.transpose(turn)


def _wrong() -> BadRequest:
    return BadRequest(
        "Ảnh phải là JPEG, không quá 40 triệu điểm ảnh.", "The photo has to be a JPEG of at most 40 million pixels."
    )
