// <ward-map>: a map of this service in the page of another site. One file by itself, loaded from the service.
//
//   <script type="module" src="https://bando.example.vn/embed/ward-map.js"></script>
//   <ward-map layer="wifi" unit="189"><a href="…">…</a></ward-map>

import type { Place, Theme, Told, Wish } from "./embed/protocol";

const SERVICE = new URL(import.meta.url).origin;
const PARAMETERS = ["unit", "at", "z", "lat", "lon", "bbox", "theme", "opacity", "order", "base", "lang"];
const SWITCHES = ["legend", "title"];
const SHAPES = ["ratio", "width", "height", "heading"];
const RATIO = /^\d{1,4}[:/]\d{1,4}$/;
const HEADING: Record<string, string> = { vi: "Bản đồ", en: "Map" };

class WardMap extends HTMLElement {
  static readonly observedAttributes = ["layer", "rule", ...PARAMETERS, ...SWITCHES.map((name) => `no-${name}`), ...SHAPES];

  private frame = frameOf(null);
  private shown: string | null = null;
  private isReady = false;
  /** What the map could not hear yet: the last wish of each kind. */
  private waiting: Wish[] = [];
  private readonly hear = (event: MessageEvent): void => this.heard(event);
  private isChanging = false;
  private view: Extract<Told, { type: "wardmap:view" }> | null = null;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(this.frame, document.createElement("slot"));
  }

  connectedCallback(): void {
    window.addEventListener("message", this.hear);
    // A frame that is put elsewhere begins anew.
    this.forget();
    this.renew();
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.hear);
  }

  attributeChangedCallback(): void {
    if (!this.isConnected || this.isChanging) return;
    this.isChanging = true;
    // Several attributes that change together are one change.
    queueMicrotask(() => {
      this.isChanging = false;
      this.renew();
    });
  }

  /** Move to a unit, a point or a box; as soon as the map is there. */
  fly(place: Place): void {
    this.send({ type: "wardmap:fly", ...place });
  }

  /** Show another layer or rule, with the same view. */
  show(theme: Theme): void {
    this.send({ type: "wardmap:layer", ...theme });
  }

  /** What is looked at: zoom, middle and box; null before the map is there. */
  get position(): { z: number; lat: number; lon: number; bbox: readonly number[] } | null {
    if (this.view === null) return null;
    const { z, lat, lon, bbox } = this.view;
    return { z, lat, lon, bbox };
  }

  private send(wish: Wish): void {
    this.waiting = [...this.waiting.filter(({ type }) => type !== wish.type), wish];
    this.sendWaiting();
  }

  private sendWaiting(): void {
    while (this.isReady) {
      const wish = this.waiting.shift();
      if (wish === undefined) return;
      // Until the other map is there, or refused, nobody hears.
      this.isReady = wish.type !== "wardmap:layer";
      this.frame.contentWindow?.postMessage(wish, SERVICE);
    }
  }

  private forget(): void {
    this.isReady = false;
    this.view = null;
  }

  private heard({ source, origin, data }: MessageEvent): void {
    if (source !== this.frame.contentWindow || origin !== SERVICE || typeof data?.type !== "string") return;
    const told = data as Told;
    if (!told.type.startsWith("wardmap:")) return;
    if (told.type === "wardmap:view") this.view = told;
    if (told.type === "wardmap:ready" || (told.type === "wardmap:refused" && told.wish.type === "wardmap:layer")) {
      this.isReady = true;
      this.sendWaiting();
    }
    const { type, ...detail } = told;
    this.dispatchEvent(new CustomEvent(type.replace(":", "-"), { detail, bubbles: true, composed: true }));
  }

  private renew(): void {
    const address = this.address();
    if (address !== this.shown) this.load(address);
    this.frame.title = this.getAttribute("heading") || HEADING[this.language || "vi"] || "";
    this.shape();
  }

  private load(address: string | null): void {
    this.shown = address;
    this.forget();
    // Another address in the same frame would be a step in the history of the page around.
    const frame = frameOf(address);
    this.frame.replaceWith(frame);
    this.frame = frame;
  }

  /** That of the attribute, region aside (`vi-VN`); empty when it is none of ours. */
  private get language(): string {
    const [language = ""] = this.lang.toLowerCase().split("-");
    return Object.hasOwn(HEADING, language) ? language : "";
  }

  /** null: nothing is asked for yet. */
  private address(): string | null {
    const rule = this.getAttribute("rule");
    const path = rule ? `coverage/${encodeURIComponent(rule)}` : encodeURIComponent(this.getAttribute("layer") ?? "");
    if (path === "") return null;
    const said = PARAMETERS.map((name) => [name, name === "lang" ? this.language : (this.getAttribute(name) ?? "")]).filter(([, value]) => value !== "");
    const off = SWITCHES.filter((name) => this.hasAttribute(`no-${name}`)).map((name) => [name, "0"]);
    const query = new URLSearchParams([...said, ...off]);
    return `${SERVICE}/embed/${path}?${query}`.replace(/\?$/, "");
  }

  private shape(): void {
    const ratio = this.getAttribute("ratio") ?? "";
    const [width, height] = ["width", "height"].map((name) => Number(this.getAttribute(name)));
    this.style.display = "block";
    this.style.maxWidth = "100%";
    this.style.width = width ? `${width}px` : "";
    Object.assign(this.frame.style, {
      height: height ? `${height}px` : "auto",
      minHeight: "240px",
      aspectRatio: height ? "" : (RATIO.test(ratio) ? ratio : "4:3").replace(":", " / "),
    });
  }
}

/** A frame for the page at `address`. */
function frameOf(address: string | null): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.loading = "lazy";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.allowFullscreen = true;
  // Through the object model: a policy that forbids inline styles lets it pass.
  Object.assign(frame.style, { display: "block", width: "100%", height: "100%", border: "0" });
  if (address !== null) frame.src = address;
  return frame;
}

if (customElements.get("ward-map") === undefined) customElements.define("ward-map", WardMap);
