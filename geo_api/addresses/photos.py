"""Photos of gates and plates: made anew, so that nothing but the picture is kept."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from geo_api.errors import BadRequest

LONGEST_SIDE = 1600
# What a phone's camera has; more is an attempt to fill the memory.
MOST_PIXELS = 40_000_000
QUALITY = 80


def made_anew(sent: bytes) -> tuple[bytes, int, int]:
    """The picture as JPEG, at most LONGEST_SIDE pixels long, without EXIF; width and height. Raises BadRequest."""
    try:
        with Image.open(io.BytesIO(sent), formats=["JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _wrong()
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise _wrong() from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = io.BytesIO()
    # Of what Pillow knows of the picture it writes only what is asked for here.
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue(), upright.width, upright.height


def _wrong() -> BadRequest:
    return BadRequest(
        "Ảnh phải là JPEG, không quá 40 triệu điểm ảnh.", "The photo has to be a JPEG of at most 40 million pixels."
    )
