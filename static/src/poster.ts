// The view as a picture to be handed on: title, day, map, legend, and what it rests on.

import { catalogue } from "./catalogue";
import { byId } from "./dom";
import type { Tools } from "./map/tools";
import { day, t } from "./words";

const SCALE = 2;
const EDGE = 20;
const INK = "#16232b";
const SOFT = "#4b5b65";
const SWATCH = { width: 26, height: 14 };
const ENTRY_GAP = 22;

interface Entry {
  color: string;
  /** A colour of areas, those of what is not known, or of points. */
  as: "area" | "hatched" | "point" | "ring";
  words: string;
}

/** Draws the view as it is now. Gives a PNG. */
export async function poster(map: Tools): Promise<Blob> {
  const { width, height } = map.size;
  const canvas = document.createElement("canvas");
  const measuring = contextOf(canvas);
  const head = headLines(measuring, width - 2 * EDGE);
  const headHeight = EDGE + head.reduce((sum, { size }) => sum + size * 1.35, 0) + EDGE / 2;
  const rows = legendRows(measuring, width - 2 * EDGE);
  const foot = wrapped(measuring, 12, sources().join(" · "), width - 2 * EDGE);
  const footHeight = EDGE / 2 + rows.length * 24 + foot.length * 17 + EDGE;
  canvas.width = width * SCALE;
  canvas.height = (headHeight + height + footHeight) * SCALE;
  const target = contextOf(canvas);
  target.scale(SCALE, SCALE);
  target.fillStyle = "#ffffff";
  target.fillRect(0, 0, width, headHeight + height + footHeight);
  let y = EDGE;
  for (const { words, size, color } of head) y = writeLine(target, words, EDGE, y, size, color);
  await map.drawOn(target, { x: 0, y: headHeight }, SCALE);
  y = headHeight + height + EDGE / 2;
  for (const row of rows) y = writeRow(target, row, y);
  for (const line of foot) y = writeLine(target, line, EDGE, y, 12, SOFT);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png"));
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  return context;
}

/** The rule with its day, or the day alone where no figures are shown. */
function headLines(target: CanvasRenderingContext2D, width: number): { words: string; size: number; color: string }[] {
  const hasFigures = byId("panel").dataset.figures !== "none";
  const title = (hasFigures ? byId("rule-title").textContent : null) ?? document.title;
  const under = [byId("as-of").textContent, byId("timeline").querySelector("button")?.textContent].filter((each) => each)[0] ?? "";
  return [
    ...wrapped(target, 22, title, width, 650).map((words) => ({ words, size: 22, color: INK })),
    ...wrapped(target, 14, under, width).map((words) => ({ words, size: 14, color: SOFT })),
  ];
}

function legendRows(target: CanvasRenderingContext2D, width: number): (Entry & { x: number })[][] {
  const rows: (Entry & { x: number })[][] = [];
  let x = Infinity;
  for (const entry of entries()) {
    font(target, 13);
    const needed = SWATCH.width + 8 + target.measureText(entry.words).width + ENTRY_GAP;
    if (x + needed - ENTRY_GAP > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ ...entry, x: EDGE + x });
    x += needed;
  }
  return rows;
}

/** What the legend of the page says, where there is one. */
function entries(): Entry[] {
  if (byId("panel").dataset.figures === "none") return [];
  return [...[...byId("legend-classes").querySelectorAll("li")].map(areaEntry), ...[...byId("legend-points").querySelectorAll("li")].map(pointEntry)];
}

function areaEntry(line: HTMLElement): Entry {
  const bar = line.querySelector<HTMLElement>(".bar");
  const words = `${line.querySelector(".label")?.textContent ?? ""}: ${line.querySelector(".count")?.textContent ?? ""}`;
  return { color: bar?.style.getPropertyValue("--color") ?? "", as: bar?.classList.contains("hatched") ? "hatched" : "area", words };
}

function pointEntry(line: HTMLElement): Entry {
  const mark = line.querySelector<HTMLElement>(".swatch");
  return { color: mark?.style.getPropertyValue("--color") ?? "", as: mark?.classList.contains("ring") ? "ring" : "point", words: line.textContent ?? "" };
}

function sources(): string[] {
  const attribution = document.querySelector(".leaflet-control-attribution")?.textContent ?? "";
  const boundaries = byId("boundary-note");
  const made = t("picture_made", { day: day(new Date().toISOString().slice(0, 10)) });
  return [boundaries.hidden ? "" : (boundaries.textContent ?? ""), attribution, ...whose(), location.origin, made].filter((each) => each !== "");
}

/** What the site is called, and who runs it where that is another name. */
function whose(): string[] {
  return [...new Set([catalogue.words.site ?? "", catalogue.madeBy ?? ""])];
}

function font(target: CanvasRenderingContext2D, size: number, weight = 400): void {
  target.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
}

function wrapped(target: CanvasRenderingContext2D, size: number, words: string, width: number, weight = 400): string[] {
  font(target, size, weight);
  const lines: string[] = [];
  for (const word of words.trim().split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && target.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function writeLine(target: CanvasRenderingContext2D, words: string, x: number, y: number, size: number, color: string): number {
  font(target, size, size > 20 ? 650 : 400);
  target.textBaseline = "top";
  target.fillStyle = color;
  target.fillText(words, x, y);
  return y + size * 1.35;
}

function writeRow(target: CanvasRenderingContext2D, row: readonly (Entry & { x: number })[], y: number): number {
  for (const { color, as, words, x } of row) {
    target.fillStyle = color;
    if (as === "point" || as === "ring") dot(target, color, as === "ring", x + SWATCH.width / 2, y + 10);
    else box(target, as === "hatched", x, y + 3);
    writeLine(target, words, x + SWATCH.width + 8, y + 2, 13, INK);
  }
  return y + 24;
}

function dot(target: CanvasRenderingContext2D, color: string, isRing: boolean, x: number, y: number): void {
  target.beginPath();
  target.arc(x, y, 5.5, 0, 2 * Math.PI);
  target.lineWidth = 2;
  target.strokeStyle = color;
  if (isRing) target.stroke();
  else target.fill();
}

function box(target: CanvasRenderingContext2D, isHatched: boolean, x: number, y: number): void {
  target.fillRect(x, y, SWATCH.width, SWATCH.height);
  if (isHatched) hatch(target, x, y);
  target.strokeStyle = SOFT;
  target.lineWidth = 1;
  target.strokeRect(x + 0.5, y + 0.5, SWATCH.width - 1, SWATCH.height - 1);
}

function hatch(target: CanvasRenderingContext2D, x: number, y: number): void {
  target.save();
  target.beginPath();
  target.rect(x, y, SWATCH.width, SWATCH.height);
  target.clip();
  target.strokeStyle = SOFT;
  target.beginPath();
  for (let at = -SWATCH.height; at < SWATCH.width; at += 5) {
    target.moveTo(x + at, y + SWATCH.height);
    target.lineTo(x + at + SWATCH.height, y);
  }
  target.stroke();
  target.restore();
}
