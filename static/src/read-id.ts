// Ids as addresses of pages say them.

/** null for what is none. */
export function readId(text: string | null): number | null {
  const id = Number(text ?? Number.NaN);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}
