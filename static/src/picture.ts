// The archive that the map is drawn from: opened, followed when another takes its place, and told of on the map.

import { catalogue, type Layer } from "./catalogue";
import { byId } from "./dom";
import { Archive } from "./map/archive";
import { dayOf, isFiled, layersOf, sourceOf } from "./map/sources";
import type { Timeline } from "./timeline";
import { day, dayOfMoment, moment, t } from "./words";

export class Picture {
  private archive: Archive | null = null;

  /** replaced: told of the archive that has taken the place of another; null: it cannot be read. */
  constructor(
    private readonly timeline: Timeline,
    private readonly replaced: (archive: Archive | null) => void,
  ) {}

  /** The archive, if the service has one that can be read; without it the map is drawn live. */
  async open(): Promise<Archive | null> {
    if (catalogue.archive === null) return null;
    try {
      this.archive = await Archive.open(catalogue.archive, {
        today: () => this.timeline.today,
        isSame: (one, other) => this.timeline.isSame(one, other),
        replaced: () => void this.open().then(this.replaced),
      });
    } catch {
      this.archive = null;
    }
    return this.archive;
  }

  /** Say of which moment, and of which day, those layers are that come from the archive; nothing where none does. */
  tell(visible: readonly Layer[], days: readonly (string | null)[]): void {
    const filed = visible.filter((layer) => days.some((each) => this.has(layer, each)));
    const note = byId("picture-note");
    note.hidden = filed.length === 0;
    note.textContent = note.hidden ? "" : this.words(filed.some((layer) => dayOf(sourceOf(layer), "") !== null));
  }

  private words(isDated: boolean): string {
    const { at, made } = this.archive ?? { at: null, made: null };
    const when = made === null ? "?" : moment(made);
    if (!isDated || at === null || (made !== null && dayOfMoment(made) === at)) return t("picture", { made: when });
    return t("picture_of", { day: day(at), made: when });
  }

  private has(layer: Layer, day: string | null): boolean {
    const source = sourceOf(layer);
    return this.archive !== null && isFiled(this.archive, layersOf(source), dayOf(source, day));
  }
}
