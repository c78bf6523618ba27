// The archive of tiles that the map is drawn from, where the service has one: one PMTiles file, read in parts.

import { type Header, PMTiles } from "pmtiles";
import type { ReadTile } from "./source";
import type { Bounds } from "./adapter";

interface Metadata {
  vector_layers: { id: string }[];
  /** The day of its units, if it has any. */
  at?: string;
  /** The moment that it is of. */
  made?: string;
}

/** Told of what the archive cannot know by itself. */
export interface Keeper {
  /** The day it is today. */
  today(): string;
  /** Whether units are the same on two days. */
  isSame(one: string, other: string): boolean;
  /** Another archive has taken the place of this one. */
  replaced(): void;
}

export class Archive {
  private readonly names: ReadonlySet<string>;
  private isReplaced = false;
  readonly at: string | null;
  readonly made: string | null;

  private constructor(
    private readonly file: PMTiles,
    private readonly header: Header,
    metadata: Metadata,
    private readonly keeper: Keeper,
  ) {
    this.names = new Set(metadata.vector_layers.map(({ id }) => id));
    this.at = metadata.at ?? null;
    this.made = metadata.made ?? null;
  }

  /** The archive at `address`. Throws when it cannot be read. */
  static async open(address: string, keeper: Keeper): Promise<Archive> {
    const file = new PMTiles(new URL(address, location.href).href);
    const header = await file.getHeader();
    return new Archive(file, header, (await file.getMetadata()) as Metadata, keeper);
  }

  get bounds(): Bounds {
    const { minLon, minLat, maxLon, maxLat } = this.header;
    return [minLon, minLat, maxLon, maxLat];
  }

  holds(names: readonly string[]): boolean {
    return names.every((name) => this.names.has(name));
  }

  /** Whether it is of that very day; null is today. */
  isOf(day: string | null): boolean {
    return this.at === (day ?? this.keeper.today());
  }

  /** Whether it shows the units of that day. */
  hasUnitsOf(day: string | null): boolean {
    return this.at !== null && this.keeper.isSame(this.at, day ?? this.keeper.today());
  }

  hasZoom(zoom: number): boolean {
    return zoom >= this.header.minZoom && zoom <= this.header.maxZoom;
  }

  readonly read: ReadTile = async ({ z, x, y }, signal) => {
    const found = await this.file.getZxy(z, x, y, signal);
    // The library reads on in the new file; what is known here of the old one no longer holds.
    if (!this.isReplaced && (await this.file.getHeader()).etag !== this.header.etag) {
      this.isReplaced = true;
      this.keeper.replaced();
    }
    return found?.data ?? null;
  };
}
