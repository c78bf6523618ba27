// What the map shows, as a picture of its own: the drawing alone, without the buttons over it.

/** Draw the map in `container` at `at` of `target`, `scale` pixels of it for one of CSS. */
export async function drawMap(target: CanvasRenderingContext2D, container: HTMLElement, at: { x: number; y: number }, scale: number): Promise<void> {
  const frame = container.getBoundingClientRect();
  target.save();
  target.setTransform(scale, 0, 0, scale, at.x * scale, at.y * scale);
  target.beginPath();
  target.rect(0, 0, frame.width, frame.height);
  target.clip();
  target.fillStyle = getComputedStyle(container).backgroundColor;
  target.fillRect(0, 0, frame.width, frame.height);
  for (const part of container.querySelectorAll<HTMLCanvasElement | SVGSVGElement>(".leaflet-pane canvas, .leaflet-pane > svg")) {
    const { left, top, width, height } = part.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    target.save();
    clipAs(target, part, frame);
    target.globalAlpha = opacityOf(part, container);
    target.drawImage(part instanceof SVGSVGElement ? await imageOf(part) : part, left - frame.left, top - frame.top, width, height);
    target.restore();
  }
  for (const name of container.querySelectorAll<HTMLElement>(".sea-name")) write(target, name, frame);
  target.restore();
}

/** A name that is an element, where it stands. */
function write(target: CanvasRenderingContext2D, name: HTMLElement, frame: DOMRect): void {
  const { left, top, width, height } = name.getBoundingClientRect();
  const { font, color } = getComputedStyle(name);
  Object.assign(target, { font, fillStyle: color, textAlign: "center", textBaseline: "middle" });
  target.fillText(name.textContent ?? "", left + width / 2 - frame.left, top + height / 2 - frame.top);
}

/** A pane that shows one side of a swipe is cut off where it ends. */
function clipAs(target: CanvasRenderingContext2D, part: Element, frame: DOMRect): void {
  const pane = [...ancestors(part)].find((each) => each.style.clipPath.startsWith("polygon"));
  if (pane === undefined) return;
  const origin = pane.getBoundingClientRect();
  const corners = [...pane.style.clipPath.matchAll(/(-?[\d.]+)px (-?[\d.]+)px/g)];
  target.beginPath();
  for (const [, x, y] of corners) target.lineTo(Number(x) + origin.left - frame.left, Number(y) + origin.top - frame.top);
  target.clip();
}

function opacityOf(part: HTMLElement | SVGElement, container: HTMLElement): number {
  let opacity = Number(getComputedStyle(part).opacity);
  for (const each of ancestors(part)) {
    if (each === container) break;
    opacity *= Number(getComputedStyle(each).opacity);
  }
  return opacity;
}

function* ancestors(part: Element): Generator<HTMLElement> {
  for (let each = part.parentElement; each !== null; each = each.parentElement) yield each;
}

/** Lines and rings that lie over the tiles. */
async function imageOf(drawing: SVGSVGElement): Promise<HTMLImageElement> {
  const image = new Image();
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.removeAttribute("style");
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}
