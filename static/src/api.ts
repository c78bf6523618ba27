// The JSON the page asks for.

const TIMEOUT_MS = 20_000;

export type Outcome = "pass" | "fail" | "unknown" | "not_applicable";

export interface UnitCoverage {
  unit_id: number;
  code: string | null;
  name: string;
  full_name: string;
  outcome: Outcome;
  share: number | null;
  subjects: number;
  passed: number;
  failed: number;
  unknown: number;
}

export interface Coverage {
  title: { vi: string; en: string };
  /** Whether somebody has compared the rule with the document it comes from. */
  checked: boolean;
  calculated_for: string;
  units: UnitCoverage[];
}

export interface Gap {
  layer: string;
  id: number;
  name: string | null;
  outcome: Outcome;
  distance_m: number | null;
  lon: number;
  lat: number;
}

export interface Feature {
  id: number | string;
  geometry: { type: string; coordinates: unknown } | null;
  properties: Record<string, unknown>;
}

class HttpError extends Error {
  constructor(
    path: string,
    readonly status: number,
  ) {
    super(`${path}: ${status}`);
  }
}

/** The document at `path`. Throws for any answer that is not one. */
export async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(path, {
    headers: { Accept: "application/json, application/geo+json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new HttpError(path, response.status);
  return (await response.json()) as T;
}

/** The newest result of a rule; null when it was never calculated. */
export async function getCoverage(rule: string): Promise<Coverage | null> {
  try {
    return await getJson<Coverage>(`/api/v1/coverage/${encodeURIComponent(rule)}/units`);
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return null;
    throw error;
  }
}

export async function getGaps(rule: string, unit: number): Promise<Gap[]> {
  const answer = await getJson<{ gaps: Gap[] }>(`/api/v1/coverage/${encodeURIComponent(rule)}/gaps?unit=${unit}`);
  return answer.gaps;
}

export function getTileJson(layer: string): Promise<{ bounds: [number, number, number, number] }> {
  return getJson(`/tiles/${layer}.json`);
}

export function getFeature(layer: string, id: number | string): Promise<Feature> {
  return getJson(featurePath(layer, id));
}

export function featurePath(layer: string, id: number | string): string {
  return `/ogc/collections/${layer}/items/${encodeURIComponent(id)}`;
}
