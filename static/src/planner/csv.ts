// The table as a file for spreadsheets.

import type { UnitCoverage } from "../api";

const COLUMNS = ["unit_id", "code", "full_name", "outcome", "share", "subjects", "passed", "failed", "unknown"] as const;
// Excel takes a text without it for one of its own code pages.
const BYTE_ORDER_MARK = "\uFEFF";

/** Save `units` in this order as `name`. */
export function downloadCsv(name: string, units: readonly UnitCoverage[]): void {
  const rows = units.map((unit) => COLUMNS.map((column) => cell(unit[column])).join(","));
  const text = [COLUMNS.join(","), ...rows].map((row) => `${row}\r\n`).join("");
  const address = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  // A spreadsheet would compute what begins like a formula.
  const plain = typeof value === "string" && /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
