// The first view: choose a file and a layer, send them.

import { button, el } from "../dom";
import { percent, t } from "../words";
import { FiguresForm } from "./figures-form";
import { FileChoice } from "./file-choice";
import { mainName, size } from "./files";
import { steps } from "./frame";
import { say, signInAddress } from "../desk";
import { LayerChoice } from "./layer-choice";
import { OriginForm } from "./origin-form";
import { Sending, Stopped } from "./send";
import { Offline, Refused, SignedOut } from "../ask";
import { checkSession, INDICATORS, UNITS, type Upload } from "./server";
import { UnitsForm } from "./units-form";

export class SendView {
  readonly element: HTMLElement;
  private readonly file = new FileChoice(() => this.showReason());
  private readonly layer = new LayerChoice(() => this.showReason());
  private readonly units = new UnitsForm(null, () => this.showReason());
  private readonly ofUnits = el("section", { class: "of-units", "aria-labelledby": "units-title" }, el("h2", { id: "units-title" }, t("units_title")), this.units.element);
  private readonly figures = new FiguresForm(null, () => this.showReason());
  private readonly ofFigures = el("section", { class: "of-units", "aria-labelledby": "figures-title" }, el("h2", { id: "figures-title" }, t("figures_title")), this.figures.element);
  private readonly origin = new OriginForm(null);
  private readonly reason = el("p", { id: "send-reason", class: "quiet" });
  private readonly go = button({ class: "do", "aria-describedby": "send-reason" }, () => void this.send(), t("send"));
  private readonly way = el("div", { class: "way", tabindex: "-1" });
  private readonly form: HTMLElement;
  private sending: Sending | null = null;

  /** sent: told of the upload that came of it. */
  constructor(private readonly sent: (upload: Upload) => void) {
    this.form = el(
      "div",
      { class: "send-form" },
      el("section", { "aria-labelledby": "file-title" }, el("h2", { id: "file-title" }, t("file_title")), this.file.element),
      el("section", { "aria-labelledby": "layer-title" }, el("h2", { id: "layer-title" }, t("layer_title")), this.layer.element),
      this.ofUnits,
      this.ofFigures,
      this.origin.element,
    );
    const action = el("div", { class: "send-action" }, this.go, this.reason);
    this.way.hidden = true;
    this.element = el("div", { class: "send" }, steps(0), el("p", { class: "lead" }, t("intro")), this.form, action, this.way);
    window.addEventListener("beforeunload", (event) => {
      if (this.sending !== null) event.preventDefault();
    });
    window.addEventListener("online", () => {
      if (this.way.dataset["again"] === "offline" && this.element.isConnected) void this.send();
    });
    this.showReason();
  }

  tellLimit(limitMb: number): void {
    this.file.tellLimit(limitMb);
  }

  private get isForUnits(): boolean {
    return this.layer.chosen === UNITS;
  }

  private showReason(): void {
    const [noFile, noLayer] = [this.file.chosen.length === 0, this.layer.chosen === null];
    this.ofUnits.hidden = !this.isForUnits;
    this.ofFigures.hidden = this.layer.chosen !== INDICATORS;
    this.origin.askSource(this.layer.chosen !== INDICATORS);
    const noUnits = this.isForUnits && this.units.said === null ? "send_needs_units" : null;
    const missing = noFile && noLayer ? "send_needs_both" : noFile ? "send_needs_file" : noLayer ? "send_needs_layer" : noUnits;
    this.go.ariaDisabled = missing === null ? null : "true";
    this.reason.textContent = t(missing ?? "send_note");
  }

  private async send(): Promise<void> {
    const { chosen: layer } = this.layer;
    const { chosen: files } = this.file;
    const units = this.isForUnits ? this.units.said : null;
    const own = layer === INDICATORS ? this.figures.said : units;
    if (this.sending !== null || files.length === 0 || layer === null || (this.isForUnits && units === null)) return;
    const sending = new Sending((done, all) => show(done, all));
    this.sending = sending;
    const show = this.showProgress(mainName(files), () => sending.stop());
    try {
      await checkSession();
      const upload = await sending.send(files, layer, { ...own, ...this.origin.said });
      this.sending = null;
      this.sent(upload);
    } catch (error) {
      this.sending = null;
      this.showFailure(error);
    }
  }

  /** Show how far it is; gives what to call with bytes sent and all bytes. */
  private showProgress(name: string, stop: () => void): (done: number, all: number) => void {
    const title = t("sending", { name });
    const bar = el("progress", { max: "1", value: "0", "aria-label": title });
    const figure = el("p", { class: "quiet" });
    this.form.inert = true;
    this.go.hidden = this.reason.hidden = true;
    this.showWay(el("h2", { tabindex: "-1" }, title), bar, figure, button({ class: "plain" }, stop, t("stop_sending")));
    this.way.querySelector("h2")?.focus();
    return (done, all) => {
      bar.value = all === 0 ? 0 : done / all;
      const share = t("sent_share", { sent: size(done), total: size(all), percent: percent(bar.value) });
      figure.textContent = done < all ? share : t("sent_all");
    };
  }

  private showFailure(error: unknown): void {
    this.form.inert = false;
    this.go.hidden = this.reason.hidden = false;
    const again = button({ class: "do" }, () => void this.send(), t("send_again"));
    if (error instanceof Stopped) this.showWay(el("p", {}, t("sending_stopped")));
    else if (error instanceof SignedOut) {
      const door = el("a", { class: "do", href: signInAddress(), target: "_blank" }, t("sign_in_new_tab"));
      this.showWay(el("p", {}, t("signed_out_sending")), door, button({ class: "plain" }, () => void this.send(), t("send_again")));
    } else if (error instanceof Offline) this.showWay(el("p", {}, t("sending_failed")), again);
    else if (error instanceof Refused) this.showWay(el("p", {}, error.message));
    else throw error;
    this.way.classList.toggle("bad", !(error instanceof Stopped));
    this.way.dataset["again"] = error instanceof Offline ? "offline" : "";
    say(this.way.querySelector("p")?.textContent ?? "");
    (this.way.querySelector<HTMLElement>("button, a") ?? this.go).focus();
  }

  private showWay(...content: HTMLElement[]): void {
    this.way.classList.remove("bad");
    this.way.dataset["again"] = "";
    this.way.replaceChildren(...content);
    this.way.hidden = false;
  }
}
