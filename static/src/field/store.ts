// What the phone keeps: drafts and photos until the register has them, and what is looked at without a network.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Address, Entry, Photo } from "./draft";
import { isUnsent } from "./draft";
import type { Count, Piece } from "./ground";

const NAME = "wardmap-field";
const FORM = 1;
const STORES = ["about", "ground", "known", "drafts", "photos"] as const;
/** Of the page itself and the files it is made of. */
export const PAGE_CACHE = "wardmap-field";

/** What is known of this phone: whose data it has, of where, from when. */
export interface About {
  account: string;
  area: number;
  updated: string;
  counts: Count[];
}

interface Form extends DBSchema {
  about: { key: keyof About; value: About[keyof About] };
  ground: { key: string; value: Piece };
  known: { key: number; value: Address };
  drafts: { key: string; value: Entry };
  photos: { key: [string, string]; value: Photo };
}

export class Store {
  private constructor(private readonly db: IDBPDatabase<Form>) {}

  static async open(): Promise<Store> {
    const db = await openDB<Form>(NAME, FORM, {
      upgrade(made) {
        for (const name of ["about", "ground"] as const) made.createObjectStore(name);
        made.createObjectStore("known", { keyPath: "id" });
        made.createObjectStore("drafts", { keyPath: "uuid" });
        made.createObjectStore("photos", { keyPath: ["uuid", "sha256"] });
      },
    });
    return new Store(db);
  }

  async about<K extends keyof About>(key: K): Promise<About[K] | null> {
    return ((await this.db.get("about", key)) as About[K] | undefined) ?? null;
  }

  async note<K extends keyof About>(key: K, value: About[K]): Promise<void> {
    await this.db.put("about", value, key);
  }

  /** The oldest first. */
  async drafts(): Promise<Entry[]> {
    return (await this.db.getAll("drafts")).sort((a, b) => Date.parse(a.made) - Date.parse(b.made));
  }

  draft(uuid: string): Promise<Entry | undefined> {
    return this.db.get("drafts", uuid);
  }

  async add(entry: Entry, photo: Photo | null): Promise<void> {
    const writing = this.db.transaction(["drafts", "photos"], "readwrite", { durability: "strict" });
    await writing.objectStore("drafts").put(entry);
    if (photo !== null) {
      // Of a gate there is one photo: the last that was taken.
      await writing.objectStore("photos").delete(IDBKeyRange.bound([entry.uuid, ""], [entry.uuid, "\uffff"]));
      await writing.objectStore("photos").put(photo);
    }
    await writing.done;
  }

  /** Change a draft as it is now, whatever it was when it was last looked at. Gives what it became. */
  async change(uuid: string, change: (entry: Entry) => Entry): Promise<Entry | null> {
    const writing = this.db.transaction("drafts", "readwrite", { durability: "strict" });
    const entry = await writing.store.get(uuid);
    const changed = entry === undefined ? null : change(entry);
    if (changed !== null) await writing.store.put(changed);
    await writing.done;
    return changed;
  }

  /** Throw a draft away that the register never saw. */
  async remove(uuid: string): Promise<void> {
    const writing = this.db.transaction(["drafts", "photos"], "readwrite");
    await writing.objectStore("drafts").delete(uuid);
    await writing.objectStore("photos").delete(IDBKeyRange.bound([uuid, ""], [uuid, "\uffff"]));
    await writing.done;
  }

  photos(): Promise<Photo[]> {
    return this.db.getAll("photos");
  }

  async dropPhoto(photo: Photo): Promise<void> {
    await this.db.delete("photos", [photo.uuid, photo.sha256]);
  }

  async ground(): Promise<Map<string, Piece>> {
    const [keys, pieces] = await Promise.all([this.db.getAllKeys("ground"), this.db.getAll("ground")]);
    return new Map(keys.map((key, index) => [key, pieces[index] ?? []]));
  }

  known(): Promise<Address[]> {
    return this.db.getAll("known");
  }

  /** The map of an area replaces that of another, and takes the addresses of the other away. */
  async keepGround(area: number, ground: ReadonlyMap<string, Piece>): Promise<void> {
    const isOther = (await this.about("area")) !== area;
    const writing = this.db.transaction(["ground", "known", "about"], "readwrite");
    const [pieces, notes] = [writing.objectStore("ground"), writing.objectStore("about")];
    void pieces.clear();
    for (const [name, piece] of ground) void pieces.put(piece, name);
    void notes.put(area, "area");
    if (isOther) {
      void writing.objectStore("known").clear();
      void notes.delete("updated");
      void notes.delete("counts");
    }
    await writing.done;
  }

  /** The addresses of the area as they were at a moment, all at once. */
  async keepKnown(known: readonly Address[], counts: Count[], updated: string): Promise<void> {
    const writing = this.db.transaction(["known", "about"], "readwrite");
    const addresses = writing.objectStore("known");
    void addresses.clear();
    for (const address of known) void addresses.put(address);
    void writing.objectStore("about").put(updated, "updated");
    void writing.objectStore("about").put(counts, "counts");
    await writing.done;
  }

  /** How many drafts have something that is on this phone alone. */
  async unsent(): Promise<number> {
    const [drafts, photos] = await Promise.all([this.drafts(), this.photos()]);
    return drafts.filter((entry) => isUnsent(entry, photos)).length;
  }

  /** Nothing of anybody stays on this phone. */
  async forget(): Promise<void> {
    const writing = this.db.transaction(STORES, "readwrite", { durability: "strict" });
    await Promise.all(STORES.map((name) => writing.objectStore(name).clear()));
    await writing.done;
    if ("caches" in globalThis) await caches.delete(PAGE_CACHE);
  }

  /** Who may not look at the place any more has nothing of it; own drafts wait for whoever gives the role back. */
  async forgetPlace(): Promise<void> {
    const writing = this.db.transaction(["known", "ground", "about"], "readwrite");
    const about = writing.objectStore("about");
    await Promise.all([writing.objectStore("known").clear(), writing.objectStore("ground").clear(), about.delete("area"), about.delete("updated"), about.delete("counts")]);
    await writing.done;
  }

  close(): void {
    this.db.close();
  }
}
