// Where the person is, when they say so.

const TIMEOUT_MS = 10_000;
// A hundred metres are enough to tell communes apart, and tell less about the person.
const DECIMALS = 3;

/** Whether the browser gives positions at all: not without HTTPS. */
export const canLocate = window.isSecureContext && "geolocation" in navigator;

/** "lon,lat" in degrees. Rejects when it is not allowed or not known. */
export function whereAmI(): Promise<string> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(`${coords.longitude.toFixed(DECIMALS)},${coords.latitude.toFixed(DECIMALS)}`),
      reject,
      { timeout: TIMEOUT_MS, maximumAge: 60_000 },
    );
  });
}
