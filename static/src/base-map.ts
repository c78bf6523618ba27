// A button of the map that shows the base map, or takes it away; what was chosen is remembered.

import { catalogue } from "./catalogue";
import { button } from "./dom";
import { keep, kept } from "./kept";
import { addBar } from "./map/controls";
import type { MapView } from "./map/adapter";
import { baseLayer } from "./map/base";
import { nameIslands } from "./map/seas";
import { showTrouble } from "./status";
import { t } from "./words";

const KEY = "wardmap.base-map";
const OFF = "off";

/** The names of the islands, and the base map where there is one. */
export function setUpGround(map: MapView): void {
  map.extend(nameIslands);
  const { baseMap } = catalogue;
  if (!baseMap) return;
  map.extend((leaflet) => {
    let layer: ReturnType<typeof baseLayer> | null = null;
    const show = async (isShown: boolean) => {
      pressed.setAttribute("aria-pressed", String(isShown));
      leaflet.getContainer().toggleAttribute("data-base", isShown);
      try {
        layer ??= baseLayer(leaflet, baseMap);
        const base = await layer;
        if (isShown) base.addTo(leaflet);
        else base.remove();
      } catch {
        layer = null;
        pressed.setAttribute("aria-pressed", "false");
        leaflet.getContainer().toggleAttribute("data-base", false);
        showTrouble("base_map_missing", () => void show(true));
      }
    };
    const pressed = button({ class: "tool base", title: t("base_map"), "aria-label": t("base_map"), "aria-pressed": "false" }, () => {
      const isShown = pressed.getAttribute("aria-pressed") !== "true";
      keep(KEY, isShown ? null : OFF);
      void show(isShown);
    });
    addBar(leaflet, [pressed]);
    if (kept(KEY) !== OFF) void show(true);
  });
}
