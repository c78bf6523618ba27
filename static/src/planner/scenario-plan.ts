// A scenario turned into planned things: handed in, checked by the server, looked at, written.

import { Refused } from "../ask";
import { layerNamed } from "../catalogue";
import { button, el } from "../dom";
import { t } from "../words";
import { Dialog } from "./dialog";
import { commitPlan, getPlan, type Plan, type PlannedLayer, type Scenario, turnIntoPlan } from "./scenario-server";
import { said } from "./server";

const POLL_MS = 1500;
const UNDER_WAY = new Set(["waiting", "checking", "loading"]);
const LOST = new Set(["asks", "refused", "failed", "cancelled", "gone"]);

export class ScenarioPlan {
  private readonly dialog = new Dialog("scenario-plan");
  private readonly refusal = el("p", { class: "said", role: "alert" });
  private readonly state = el("div", { class: "plan-state", "aria-live": "polite" });
  private timer: number | undefined;
  private turn = 0;

  constructor(private readonly tell: (error: unknown, again: () => void) => void) {}

  /** isChanged: what is on the map is not what is kept. */
  async open(scenario: Scenario, isChanged: boolean): Promise<void> {
    const warning = isChanged ? el("p", { class: "said" }, t("sc_as_kept")) : null;
    this.refusal.textContent = "";
    this.state.replaceChildren();
    this.dialog.open(t("sc_plan_of", { name: scenario.name }), el("p", { class: "hint" }, t("sc_plan_hint")), warning, this.state, this.refusal);
    await this.does(scenario, getPlan);
  }

  private async does(scenario: Scenario, way: (id: string) => Promise<Plan>): Promise<void> {
    const turn = ++this.turn;
    window.clearTimeout(this.timer);
    try {
      const plan = await way(scenario.id);
      if (turn !== this.turn || !this.dialog.isOpen) return;
      if (way !== getPlan) this.refusal.textContent = "";
      this.draw(scenario, plan);
    } catch (error) {
      if (turn !== this.turn || !this.dialog.isOpen) return;
      if (error instanceof Refused) this.refusal.textContent = error.message;
      else {
        this.dialog.close();
        this.tell(error, () => void this.open(scenario, false));
      }
    }
  }

  private draw(scenario: Scenario, plan: Plan): void {
    const { layers, can_be_committed, is_done, why_not, to_do, unfit } = plan;
    const isUnderWay = layers.some(({ state }) => UNDER_WAY.has(state));
    const isOver = layers.length === 0 || layers.some(({ state, undone_by }) => LOST.has(state) || undone_by !== null);
    const mayDo = why_not === null;
    const turn = mayDo && isOver && !isUnderWay ? button({ class: "do" }, () => void this.does(scenario, turnIntoPlan), t("sc_plan_check")) : null;
    const commit = mayDo && can_be_committed ? button({ class: "do" }, () => void this.does(scenario, commitPlan), t("sc_plan_commit")) : null;
    const done = is_done ? el("p", { class: "none" }, t("sc_plan_done")) : null;
    const parts = [
      layers.length === 0 ? null : el("ul", { class: "plain-list" }, ...layers.map(layerLine)),
      done,
      ...listed("sc_plan_by_hand", to_do.map(({ words }) => said(words))),
      ...listed("sc_plan_unfit", unfit.map(({ words }) => said(words))),
      turn,
      commit,
      why_not === null || is_done ? null : el("p", { class: "none" }, said(why_not)),
    ];
    this.state.replaceChildren(...parts.filter((part) => part !== null));
    if (isUnderWay) this.timer = window.setTimeout(() => void this.does(scenario, getPlan), POLL_MS);
  }
}

function layerLine({ layer, things, state, error, warnings, load, undone_by }: PlannedLayer): HTMLElement {
  const title = layerNamed(layer)?.title ?? layer;
  const told = [
    t(undone_by !== null ? "sc_plan_undone" : state === "done" ? "sc_plan_done_load" : `sc_plan_${state}`, { load: String(load ?? ""), by: String(undone_by ?? "") }),
    ...(warnings > 0 ? [t("sc_plan_warnings", { count: warnings })] : []),
    ...(error === null ? [] : [said(error)]),
  ];
  return el("li", {}, el("strong", {}, `${title} × ${things}`), ...told.map((words) => el("small", {}, words)));
}

function listed(key: string, words: readonly string[]): HTMLElement[] {
  if (words.length === 0) return [];
  return [el("h3", {}, t(key)), el("ul", { class: "plain-list" }, ...words.map((each) => el("li", {}, each)))];
}
