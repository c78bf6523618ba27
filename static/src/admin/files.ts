// What is chosen to be sent: whether it makes sense as one file, and how large it is, told before anything is sent.

import { t } from "../words";

const SHAPEFILE = new Set(["shp", "dbf", "shx", "prj", "cpg", "sbn", "sbx", "qix", "qpj", "cst"]);
const MEGA = 1_000_000;

const nameParts = ({ name }: File): [stem: string, ending: string] => {
  const dot = name.lastIndexOf(".");
  return [name.slice(0, dot), name.slice(dot + 1).toLowerCase()];
};

/** Why these cannot be sent together; null when they can. limitMb: what one file may have. */
export function whyNot(files: readonly File[], limitMb: number): string | null {
  const empty = files.find((file) => file.size === 0 && !nameParts(file)[0].startsWith("."));
  if (empty !== undefined) return t("file_empty", { name: empty.name });
  const bytes = total(files);
  if (bytes > limitMb * MEGA) return t("file_too_large", { size: size(bytes), limit: limitMb });
  return notTogether(files);
}

function notTogether(files: readonly File[]): string | null {
  const parts = files.map(nameParts);
  const isShapefile = parts.every(([stem, ending]) => SHAPEFILE.has(ending) && stem === parts[0]?.[0]);
  if (files.length > 1 && !isShapefile) return t("several_files");
  const endings = new Set(parts.map(([, ending]) => ending));
  const stem = parts[0]?.[0] ?? "";
  if (endings.has("shp") && !endings.has("dbf")) return t("shapefile_not_whole", { missing: `${stem}.dbf` });
  return null;
}

export function total(files: readonly File[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}

/** The name people know it by: of a Shapefile the .shp. */
export function mainName(files: readonly File[]): string {
  const shape = files.find((file) => nameParts(file)[1] === "shp");
  return (shape ?? files[0])?.name ?? "";
}

/** Bytes as people say them. */
export function size(bytes: number): string {
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  if (bytes < 1000) return `${bytes} byte`;
  return bytes < MEGA ? `${numbers.format(bytes / 1000)} kB` : `${numbers.format(bytes / MEGA)} MB`;
}
