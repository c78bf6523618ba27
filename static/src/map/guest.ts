// A map within the page of another site: whoever scrolls that page must not be caught by the map.

import type L from "leaflet";

type Way = "wheel" | "touch";

/** The wheel zooms once the map was clicked or with Ctrl; on touch screens two fingers move it. hint: told of other tries. */
export function letPagesScroll(map: L.Map, hint: (way: Way) => void): void {
  const container = map.getContainer();
  map.scrollWheelZoom.disable();
  container.addEventListener("focus", () => map.scrollWheelZoom.enable());
  container.addEventListener("blur", () => map.scrollWheelZoom.disable());
  // Before Leaflet hears of it.
  container.addEventListener("wheel", (event) => wheel(map, event, hint), { capture: true, passive: false });
  if (window.matchMedia("(pointer: coarse)").matches) {
    map.dragging.disable();
    container.addEventListener("touchmove", (event) => event.touches.length === 1 && hint("touch"), { passive: true });
  }
}

function wheel(map: L.Map, event: WheelEvent, hint: (way: Way) => void): void {
  if (map.scrollWheelZoom.enabled()) return;
  if (!event.ctrlKey && !event.metaKey) return hint("wheel");
  event.preventDefault();
  map.setZoomAround(map.mouseEventToContainerPoint(event), map.getZoom() - Math.sign(event.deltaY));
}
