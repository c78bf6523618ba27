// A place as people write or paste it: degrees, also with letters, minutes and decimal commas, or a whole plus code. Pure.

export interface Place {
  lat: number;
  lon: number;
}

// Of Open Location Code.
const SIGNS = "23456789CFGHJMPQRVWX";
const PLUS_CODE = new RegExp(`^([${SIGNS}]{8})\\+([${SIGNS}]{2})$`, "i");
const DEGREES = String.raw`([-−]?\d{1,3}(?:[.,]\d+)?)\s*°?`;
const MINUTES = String.raw`(?:\s*(\d{1,2}(?:[.,]\d+)?)\s*['′’])?(?:\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|''))?`;
const SIDE = String.raw`\s*([NSEWBĐTnsewbđt])?`;
const ANGLE = `${SIDE}\\s*${DEGREES}${MINUTES}${SIDE}`;
const PAIR = new RegExp(`^(?:geo:)?${ANGLE}(?:\\s*[,;/]\\s*|\\s+)${ANGLE}$`, "u");
// Bắc, Đông and Tây are read, too; N is always north, although Nam begins with it: nothing here lies in the south.
const SIDES: Record<string, { isLat: boolean; sign: 1 | -1 }> = {
  N: { isLat: true, sign: 1 },
  B: { isLat: true, sign: 1 },
  S: { isLat: true, sign: -1 },
  E: { isLat: false, sign: 1 },
  Đ: { isLat: false, sign: 1 },
  W: { isLat: false, sign: -1 },
  T: { isLat: false, sign: -1 },
};

interface Angle {
  degrees: number;
  isLat: boolean | null;
}

/** The place that `text` is; null when it is none. */
export function readPlace(text: string): Place | null {
  const typed = text.trim().replace(/^\((.*)\)$/, "$1");
  return plusCode(typed) ?? degrees(typed);
}

/** As it can be read again: latitude first, five digits are a metre. */
export function written({ lat, lon }: Place): string {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

function degrees(text: string): Place | null {
  const found = PAIR.exec(text);
  // Two whole numbers are a house number and something else.
  if (found === null || !/[.,]\d|°|\p{L}/u.test(text)) return null;
  const one = angle(found.slice(1, 6));
  const other = angle(found.slice(6, 11));
  if (one === null || other === null) return null;
  // Without letters latitude comes first, unless it cannot be one.
  const isTurned = one.isLat === false || other.isLat === true || (one.isLat ?? other.isLat) === null && Math.abs(one.degrees) > 90;
  const [lat, lon] = isTurned ? [other, one] : [one, other];
  const fits = lat.isLat !== false && lon.isLat !== true && Math.abs(lat.degrees) <= 85 && Math.abs(lon.degrees) <= 180;
  return fits ? { lat: lat.degrees, lon: lon.degrees } : null;
}

function angle([before, whole, minutes, seconds, after]: (string | undefined)[]): Angle | null {
  const letter = (before ?? after)?.toUpperCase();
  const side = letter === undefined ? null : (SIDES[letter] ?? null);
  const parts = [whole, minutes, seconds].map(number);
  const [degrees = 0, part = 0, more = 0] = parts.map(Math.abs);
  if (part >= 60 || more >= 60) return null;
  const sign = side?.sign ?? ((parts[0] ?? 0) < 0 ? -1 : 1);
  return { degrees: sign * (degrees + part / 60 + more / 3600), isLat: side?.isLat ?? null };
}

function number(text: string | undefined): number {
  return Number((text ?? "0").replace("−", "-").replace(",", "."));
}

/** The middle of the cell of a whole plus code. */
function plusCode(text: string): Place | null {
  const [, first, last] = PLUS_CODE.exec(text) ?? [];
  if (first === undefined || last === undefined) return null;
  const digits = [...(first + last).toUpperCase()].map((sign) => SIGNS.indexOf(sign));
  let [lat, lon, size] = [-90, -180, 20];
  for (let place = 0; place < digits.length; place += 2) {
    lat += (digits[place] ?? 0) * size;
    lon += (digits[place + 1] ?? 0) * size;
    size /= 20;
  }
  // What is left over is twentieths of the last cell.
  const half = size * 10;
  return Math.abs(lat) <= 85 && lon < 180 ? { lat: lat + half, lon: lon + half } : null;
}
