// What becomes of a draft on the phone by what a person does and what the register answers. Pure: a draft in, a draft out.

import { type Address, type Body, bodyOf, type Entry, isSame, type Step, type Trouble } from "./draft";

/** A person changed it: what was wrong before may be right now. */
export function edited(entry: Entry, body: Body): Entry {
  return { ...entry, body, trouble: entry.trouble?.kind === "conflict" ? entry.trouble : null };
}

export function wished(entry: Entry, wish: Step): Entry {
  return { ...entry, wish, trouble: null };
}

/** The next body to send, and the draft as it has to be kept before it is sent; null: there is none. */
export function toSend(entry: Entry): { entry: Entry; body: Body } | null {
  const body = entry.trying ?? entry.body;
  if (isSame(body, entry.sent)) return null;
  return { entry: { ...entry, trying: body }, body };
}

/** The register has `body` now. */
export function stored(entry: Entry, body: Body, address: Address): Entry {
  return { ...entry, sent: body, trying: null, version: address.version, server: address };
}

export function stepped(entry: Entry, address: Address): Entry {
  return { ...entry, wish: null, version: address.version, server: address };
}

/** The register refuses it; it waits for a person. */
export function refused(entry: Entry, words: string, of: (Trouble & { kind: "refused" })["of"]): Entry {
  return { ...entry, trying: null, wish: null, trouble: { kind: "refused", words, of } };
}

/** The register has something else; it waits for a person. */
export function collided(entry: Entry, theirs: Address): Entry {
  return { ...entry, trying: null, trouble: { kind: "conflict", theirs } };
}

/** What is on the phone becomes a new version upon what the register has. */
export function keptMine(entry: Entry): Entry {
  if (entry.trouble?.kind !== "conflict") return entry;
  const { theirs } = entry.trouble;
  return { ...entry, sent: bodyOf(theirs, entry.body), version: theirs.version, server: theirs, trouble: null };
}

/** What the register has replaces what is on the phone. */
export function tookTheirs(entry: Entry): Entry {
  if (entry.trouble?.kind !== "conflict") return entry;
  const { theirs } = entry.trouble;
  const body = bodyOf(theirs, entry.body);
  return { ...entry, body, sent: body, version: theirs.version, server: theirs, wish: null, trouble: null };
}

/** The register was asked what it has: taken over where nothing of the draft is on the phone alone. */
export function heard(entry: Entry, address: Address): Entry {
  const isSettled = entry.trouble === null && entry.trying === null && entry.wish === null && isSame(entry.body, entry.sent);
  if (!isSettled || (entry.version ?? 0) >= address.version) return entry;
  const body = bodyOf(address, entry.body);
  return { ...entry, body, sent: body, version: address.version, server: address };
}
