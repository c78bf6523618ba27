// The editor of rules on the page: opened for a rule or a new one, and what it would change marked on the map.

import type { Bounds, MapView } from "../map/adapter";
import { Sheet } from "../sheet";
import { changedOnMap } from "./changes";
import { type Around, type EditorActions, RuleEditor } from "./rule-editor";
import type { Preview } from "./rule-server";
import { freeId } from "./rule-template";
import type { Book, Level, Rule } from "./server";

export class Editing {
  private readonly editor: RuleEditor;
  private preview: Preview | null = null;
  /** Whether the map has not yet shown the preview. */
  private isNew = false;

  /** changed: the map has to be drawn anew. */
  constructor(
    private readonly book: Book,
    mayEdit: boolean,
    actions: Omit<EditorActions, "previewed">,
    private readonly changed: () => void,
  ) {
    this.editor = new RuleEditor(mayEdit, { ...actions, previewed: (found) => this.show(found) });
  }

  /** null: a new rule. */
  open(rule: string | null, around: Around): void {
    const { rules, withdrawn, faulty } = this.book;
    if (rule !== null) void this.editor.open(rule, around);
    else void this.editor.openNew(freeId(new Set([...rules, ...withdrawn, ...faulty].map(({ id }) => id))), around);
  }

  /** The level whose units the map shows, while it shows what would change. */
  get level(): Level | null {
    return this.preview?.level ?? null;
  }

  /** CSS pixels of the map that it covers from below. */
  get covers(): number {
    return this.editor.covers;
  }

  markOn(map: MapView, rule: Rule, level: Level): void {
    map.showChanged(this.preview && changedOnMap(this.preview, rule, level));
    // What is beside the editor on a phone is a small part of what the map showed.
    const around = this.isNew && Sheet.onPhone ? this.bounds() : null;
    this.isNew = false;
    if (around !== null) map.fit(around);
  }

  private bounds(): Bounds | null {
    const at = (this.preview?.units ?? []).filter(({ lon, lat }) => lon !== null && lat !== null);
    if (at.length === 0) return null;
    const [lons, lats] = [at.map(({ lon }) => Number(lon)), at.map(({ lat }) => Number(lat))];
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  }

  private show(preview: Preview | null): void {
    if (preview === this.preview) return;
    this.preview = preview;
    this.isNew = preview !== null;
    this.changed();
  }
}
