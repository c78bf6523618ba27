// What is on the phone as the views see it, and what a person does to it.

import { edited, heard, keptMine, tookTheirs, wished } from "./changes";
import { type Address, type Body, type Entry, entryOf, isUnsent, newEntry, type Photo, type Step } from "./draft";
import type { Choice } from "./form";
import { holds, type Place } from "./geometry";
import { type Count, fetchGround, type Piece, type Register } from "./ground";
import type { Picture } from "./photo";
import { get } from "./server";
import type { Store } from "./store";

const OPEN = ["draft", "returned", "submitted", "verified"];
// What is settled need not stay on a phone for long.
const SETTLED_DAYS = 30;
const DAY_MS = 86_400_000;

export class Held {
  drafts: Entry[] = [];
  photos: Photo[] = [];
  known: Address[] = [];
  pieces = new Map<string, Piece>();
  area: number | null = null;
  updated: string | null = null;
  counts: Count[] = [];

  constructor(private readonly store: Store) {}

  async read(): Promise<void> {
    const { store } = this;
    [this.drafts, this.photos, this.known, this.pieces, this.area, this.updated, this.counts] = await Promise.all([
      store.drafts(), store.photos(), store.known(), store.ground(), store.about("area"), store.about("updated"), store.about("counts").then((counts) => counts ?? []),
    ]);
  }

  /** How many drafts have something that is on this phone alone. */
  get waiting(): number {
    return this.drafts.filter((entry) => isUnsent(entry, this.photos)).length;
  }

  get hamlets(): Choice[] {
    return (this.pieces.get("hamlets") ?? []).map(({ unit, name }) => ({ unit: unit ?? 0, name: name ?? "" }));
  }

  get areaName(): string | null {
    const units = [...(this.pieces.get("hamlets") ?? []), ...(this.pieces.get("commune") ?? [])];
    return units.find(({ unit }) => unit === this.area)?.name ?? null;
  }

  /** The hamlet in which a place lies; null where no boundary says so. */
  hamletAt(place: Place): number | null {
    return (this.pieces.get("hamlets") ?? []).find(({ geometry }) => geometry.type !== "GeometryCollection" && holds(geometry, place))?.unit ?? null;
  }

  /** Addresses of the register that are no drafts of this phone. */
  get knownOnly(): Address[] {
    const own = new Set(this.drafts.map(({ server }) => server?.id));
    return this.known.filter(({ id }) => !own.has(id));
  }

  /** What stands on the map beside one draft. */
  others(uuid: string | null): (Address | Body)[] {
    return [...this.knownOnly, ...this.drafts.filter((entry) => entry.uuid !== uuid).map(({ body }) => body)];
  }

  /** The map of an area as it is now. Throws Lost, SignedOut, HttpError. */
  async bringGround(area: number): Promise<void> {
    await this.store.keepGround(area, await fetchGround(area));
    await this.read();
  }

  /** What the register has now of the area. Throws the same. */
  async keepKnown({ known, counts }: Register): Promise<void> {
    await this.store.keepKnown(known, counts, new Date().toISOString());
    await this.hear(known);
    await this.read();
  }

  /** What the register says of one's own drafts; of those that it has from another phone, too. */
  private async hear(known: readonly Address[]): Promise<void> {
    const listed = new Map(known.map((address) => [address.id, address]));
    for (const entry of await this.store.drafts()) {
      const { server, made, uuid } = entry;
      const isSettled = server !== null && !OPEN.includes(server.status);
      if (isSettled && Date.now() - Date.parse(made) > SETTLED_DAYS * DAY_MS) await this.store.remove(uuid);
      const now = server === null || isSettled ? null : (listed.get(server.id) ?? (await get<Address>(`/api/v1/addresses/${server.id}`)));
      if (now !== null) await this.store.change(uuid, (held) => heard(held, now));
    }
    const here = new Set((await this.store.drafts()).map(({ uuid }) => uuid));
    const mine = known.filter(({ is_mine, status, draft_id }) => is_mine && OPEN.includes(status) && !here.has(draft_id ?? ""));
    for (const entry of mine.map(entryOf)) if (entry !== null) await this.store.add(entry, null);
  }

  /** Keep what was written; `before`: what it changes. */
  async save(before: Entry | null, body: Body, picture: Picture | null): Promise<void> {
    const uuid = before?.uuid ?? crypto.randomUUID();
    const photo = picture === null ? null : { uuid, ...picture };
    const now = before === null ? newEntry(body, uuid) : ((await this.store.draft(uuid)) ?? before);
    await this.store.add(edited(now, body), photo);
  }

  async step(uuid: string, step: Step): Promise<void> {
    await this.store.change(uuid, (entry) => wished(entry, step));
  }

  async keepMine(uuid: string): Promise<void> {
    await this.store.change(uuid, keptMine);
  }

  async takeTheirs(uuid: string): Promise<void> {
    await this.dropPhotosWhereLocked(uuid);
    await this.store.change(uuid, tookTheirs);
  }

  async remove(uuid: string): Promise<void> {
    await this.store.remove(uuid);
  }

  /** Go on without the photos that the register does not take. */
  async dropPhotos(uuid: string): Promise<void> {
    for (const photo of this.photos.filter((each) => each.uuid === uuid)) await this.store.dropPhoto(photo);
    await this.store.change(uuid, (entry) => ({ ...entry, trouble: null }));
  }

  private async dropPhotosWhereLocked(uuid: string): Promise<void> {
    const trouble = (await this.store.draft(uuid))?.trouble;
    const isLocked = trouble?.kind === "conflict" && !["draft", "returned"].includes(trouble.theirs.status);
    if (isLocked) for (const photo of this.photos.filter((each) => each.uuid === uuid)) await this.store.dropPhoto(photo);
  }

  async forget(): Promise<void> {
    await this.store.forget();
  }
}
