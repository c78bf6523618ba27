// Asking the service as somebody who is signed in, and how that can go wrong.

import { catalogue } from "./catalogue";

export const TIMEOUT_MS = 20_000;
// Busy, being started anew, or a proxy that finds nobody behind it.
const AWAY = new Set([502, 503, 504]);
export const SIGN_IN_AGAIN = "urn:wardmap:sign-in-again";
const CODE = "urn:wardmap:code-needed";

/** No answer came, or none that says anything: it may come the next time. */
export class Offline extends Error {}

/** Nobody is signed in any more. */
export class SignedOut extends Error {}

/** What the service said when it refused, in the words of its problem document. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** Somebody is signed in, but gave the password too long ago for what was asked. */
export class PasswordAgain extends Error {}

/** The password was right; a code of the second factor is missing or wrong. */
export class CodeNeeded extends Error {}

/** The document that the service answers. Throws Offline, SignedOut, PasswordAgain, CodeNeeded, Refused. */
export async function ask<T>(method: string, path: string, body: object | null = null, timeoutMs = TIMEOUT_MS): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": catalogue.language };
  if (body !== null) headers["Content-Type"] = "application/json";
  const sent = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(timeoutMs) };
  const answer = await fetch(path, sent).catch(() => null);
  if (answer === null) throw new Offline(path);
  const text = answer.status === 204 ? "null" : await answer.text().catch(() => "");
  return readAnswer(answer.status, text) as T;
}

/** The document of an answer; throws the same. */
export function readAnswer(status: number, text: string): unknown {
  let document: { detail?: string; type?: string } | null;
  try {
    document = JSON.parse(text) as typeof document;
  } catch {
    throw new Offline(`${status}`);
  }
  if (status >= 200 && status < 300) return document;
  if (status === 401) throw unknown(document?.type, document?.detail);
  if (AWAY.has(status)) throw new Offline(`${status}`);
  throw new Refused(document?.detail ?? String(status), status);
}

function unknown(type: string | undefined, detail: string | undefined): Error {
  if (type === SIGN_IN_AGAIN) return new PasswordAgain(detail);
  return type === CODE ? new CodeNeeded(detail) : new SignedOut(detail);
}
