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
const HEADING = { vi: "Bản đồ", en: "Map" };

class WardMap extends HTMLElement {
  static readonly observedAttributes = ["layer", "rule", ...PARAMETERS, ...SWITCHES.map((name) => `no-${name}`), ...SHAPES];

  private readonly frame = document.createElement("iframe");
  private readonly hear = (event: MessageEvent): void => this.heard(event);
  private isChanging = false;
  private view: Extract<Told, { type: "wardmap:view" }> | null = null;

  constructor() {
    super();
    const { frame } = this;
    frame.loading = "lazy";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.allowFullscreen = true;
    // Through the object model: a policy that forbids inline styles lets it pass.
    Object.assign(frame.style, { display: "block", width: "100%", height: "100%", border: "0" });
    this.attachShadow({ mode: "open" }).append(frame, document.createElement("slot"));
  }

  connectedCallback(): void {
    window.addEventListener("message", this.hear);
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

  /** Move to a unit, a point or a box. */
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
    this.frame.contentWindow?.postMessage(wish, SERVICE);
  }

  private heard({ source, origin, data }: MessageEvent): void {
    if (source !== this.frame.contentWindow || origin !== SERVICE || typeof data?.type !== "string") return;
    const told = data as Told;
    if (!told.type.startsWith("wardmap:")) return;
    if (told.type === "wardmap:view") this.view = told;
    const { type, ...detail } = told;
    this.dispatchEvent(new CustomEvent(type.replace(":", "-"), { detail, bubbles: true, composed: true }));
  }

  private renew(): void {
    const address = this.address();
    this.frame.title = this.getAttribute("heading") || (this.lang === "en" ? HEADING.en : HEADING.vi);
    this.shape();
    if (address === null) this.frame.removeAttribute("src");
    else if (this.frame.getAttribute("src") !== address) this.frame.src = address;
  }

  /** null: nothing is asked for yet. */
  private address(): string | null {
    const rule = this.getAttribute("rule");
    const path = rule ? `coverage/${encodeURIComponent(rule)}` : encodeURIComponent(this.getAttribute("layer") ?? "");
    if (path === "") return null;
    const said = PARAMETERS.flatMap((name) => (this.getAttribute(name) ? [[name, this.getAttribute(name) ?? ""]] : []));
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

if (customElements.get("ward-map") === undefined) customElements.define("ward-map", WardMap);
