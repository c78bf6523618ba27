// The campaigns of a commune: made and changed here, and how far each is by hamlet, by collector and by day.

import { say } from "../desk";
import { button, el } from "../dom";
import { count, day, t } from "../words";
import { campaignForm, ofTarget } from "./campaign-form";
import { type Campaign, type Counts, endCampaign, getCampaigns, getProgress, getProposal, keepCampaign, type Progress } from "./campaigns";

const OPEN = ["planned", "running", "over"];
const COLUMNS = ["collected", "submitted", "returned", "verified", "assigned"] as const;

export class CampaignsView {
  private unit = 0;
  private turn = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly tell: (error: unknown, again: () => void) => void,
  ) {}

  /** All campaigns of the commune. */
  async show(unit: number): Promise<void> {
    this.unit = unit;
    await this.trying(async () => {
      const campaigns = await getCampaigns(unit);
      const make = button({ class: "do" }, () => void this.write(null), t("campaign_new"));
      const items = campaigns.map((campaign) => this.item(campaign));
      return [make, items.length === 0 ? el("p", { class: "none" }, t("campaign_none")) : el("ul", { class: "plain-list campaign-list" }, ...items)];
    });
  }

  private item(campaign: Campaign): HTMLElement {
    const open = button({ class: "campaign" }, () => void this.open(campaign.id), el("strong", {}, campaign.title), el("small", {}, daysOf(campaign)), ofTarget(campaign.totals.collected, campaign.target, campaign.title));
    return el("li", {}, open);
  }

  private async open(id: number): Promise<void> {
    await this.trying(async () => this.progress(await getProgress(id)));
  }

  private progress(campaign: Progress): HTMLElement[] {
    const { title, hamlets, collectors, days, totals, target, missing } = campaign;
    const back = button({ class: "plain back" }, () => void this.show(this.unit), t("campaign_back"));
    const offers = OPEN.includes(campaign.state) ? el("div", { class: "offers" }, button({ class: "plain" }, () => void this.write(campaign), t("campaign_change")), this.ending(campaign)) : null;
    const byMissing = [...hamlets].sort((a, b) => b.missing - a.missing);
    return [
      back,
      el("h2", { tabindex: "-1" }, title),
      el("p", { class: "quiet" }, daysOf(campaign)),
      el("p", { class: "figure" }, ofTarget(totals.collected, target, title), ` · ${t("campaign_missing", { count: missing })}`),
      offers,
      table(t("by_hamlet"), [t("hamlet"), t("of"), t("missing"), ...COLUMNS.slice(1).map(column)], byMissing.map((each) => [each.name ?? t("no_hamlet"), ofTarget(each.collected, each.target, each.name ?? ""), count(each.missing), ...figures(each).slice(1)])),
      table(t("by_collector"), [t("collector"), ...COLUMNS.map(column)], collectors.map((each) => [each.name ?? t("somebody"), ...figures(each)])),
      table(t("by_day"), [t("day"), ...COLUMNS.map(column)], [...days].reverse().map((each) => [day(each.day), ...figures(each)])),
    ].filter((part) => part !== null);
  }

  /** Asked once more before it is done. */
  private ending(campaign: Campaign): HTMLElement {
    const made = button({ class: "plain" }, () => {
      if (made.dataset.sure === undefined) {
        made.dataset.sure = "";
        made.textContent = t("campaign_end_sure");
      } else void this.trying(async () => this.progress(await getProgress((await endCampaign(campaign)).id)));
    }, t("campaign_end"));
    return made;
  }

  private async write(before: Campaign | null): Promise<void> {
    await this.trying(async () => {
      const hamlets = await getProposal(this.unit);
      return [campaignForm(before, hamlets, { save: (wanted) => void this.trying(async () => this.kept(await keepCampaign(this.unit, before, wanted))), cancel: () => void this.show(this.unit) })];
    });
  }

  private async kept({ id }: Campaign): Promise<HTMLElement[]> {
    const parts = this.progress(await getProgress(id));
    say(t("campaign_saved"));
    return parts;
  }

  /** What is asked for takes the place of what was there; when it fails that stays. The last that was asked for counts. */
  private async trying(make: () => Promise<HTMLElement[]>): Promise<void> {
    const turn = ++this.turn;
    try {
      const parts = await make();
      if (turn !== this.turn) return;
      this.element.replaceChildren(...parts);
      const head = this.element.querySelector<HTMLElement>("h2");
      head?.focus({ preventScroll: true });
      (head ?? this.element).scrollIntoView({ block: "nearest" });
    } catch (error) {
      this.tell(error, () => void this.trying(make));
    }
  }
}

function daysOf({ first, last, state }: Campaign): string {
  return `${t("campaign_days", { first: day(first), last: day(last) })} · ${t(`campaign_${state}`)}`;
}

function column(name: string): string {
  return t(`did_${name}`);
}

function figures(counts: Pick<Counts, (typeof COLUMNS)[number]>): string[] {
  return COLUMNS.map((name) => count(counts[name]));
}

function table(title: string, head: readonly string[], rows: readonly (readonly (string | HTMLElement)[])[]): HTMLElement | null {
  if (rows.length === 0) return null;
  const body = rows.map(([name, ...rest]) => el("tr", {}, el("th", { scope: "row" }, name ?? ""), ...rest.map((cell) => el("td", {}, cell))));
  const heads = el("tr", {}, ...head.map((words) => el("th", { scope: "col" }, words)));
  const made = el("table", { class: "tally" }, el("caption", {}, title), el("thead", {}, heads), el("tbody", {}, ...body));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, made);
}
