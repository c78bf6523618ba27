// The tables of one unit, which lie over the page one at a time, as its address says.

import type { UnitCoverage } from "../api";
import { TABLES, type TableName } from "./asked";
import type { Dialog } from "./dialog";

export interface Table {
  readonly dialog: Dialog;
  open(unit: number, name: string, at: string | null): Promise<void>;
  /** The address says more than which table it is, and may have changed. */
  follow?(): Promise<void>;
}

export class Tables {
  private shown: TableName | null = null;

  /** closed: by whoever reads it. */
  constructor(
    private readonly tables: Record<TableName, Table>,
    closed: () => void,
  ) {
    for (const name of TABLES) {
      tables[name].dialog.onClose(() => {
        if (this.shown !== name) return;
        this.shown = null;
        closed();
      });
    }
  }

  /** Lays a table of the unit over the page, or takes away what lies there. */
  show(name: TableName | null, unit: UnitCoverage | null, at: string | null): void {
    const wanted = unit === null ? null : name;
    if (wanted === this.shown) return void (wanted && this.tables[wanted].follow?.());
    if (this.shown !== null) {
      const { shown } = this;
      this.shown = null;
      this.tables[shown].dialog.close();
    }
    if (wanted === null || unit === null) return;
    this.shown = wanted;
    void this.tables[wanted].open(unit.unit_id, unit.full_name, at);
  }
}
