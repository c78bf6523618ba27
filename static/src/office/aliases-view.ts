// What others call an address: looked at when it is opened; named and ended by those who may.

import { Refused } from "../ask";
import { say } from "../desk";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import { day, dayOfMoment, t } from "../words";
import { addAlias, type Aliases, endAlias, getAliases } from "./register";

type Alias = Aliases["aliases"][number];

const SCHEMES = ["parcel", "legacy_text", "olc", "vpostcode_12", "vnpost_digital_10", "mps_location_12"];
const LONGEST = "300";
const LONGEST_SOURCE = "120";

export class AliasesView {
  readonly element = el("details", {}, el("summary", {}, t("aliases")));
  private readonly body = el("div", { class: "aliases" });
  private readonly refusal = el("p", { class: "said", role: "alert" });

  /** tell: what went wrong and is no refusal. */
  constructor(
    private readonly address: number,
    private readonly tell: (error: unknown, again: () => void) => void,
  ) {
    this.element.append(this.body);
    this.element.addEventListener("toggle", () => void this.trying(() => getAliases(this.address)), { once: true });
  }

  private show({ aliases, may }: Aliases): void {
    const rows = aliases.map((alias) => this.row(alias, may.includes("end")));
    const list = rows.length === 0 ? el("p", { class: "quiet" }, t("aliases_none")) : el("ul", { class: "plain-list", "aria-label": t("aliases") }, ...rows);
    this.body.replaceChildren(list, this.refusal, ...(may.includes("add") ? [this.form()] : []));
  }

  private row(alias: Alias, mayEnd: boolean): HTMLElement {
    return el("li", {}, el("span", {}, alias.value, el("small", {}, factsOf(alias))), mayEnd && alias.last === null ? this.ending(alias) : null);
  }

  private ending({ id, value }: Alias): HTMLElement {
    const made = button({ class: "plain small", "aria-label": t("alias_end_of", { value }) }, () => {
      if (made.dataset.sure !== undefined) return void this.change(() => endAlias(this.address, id), "step_alias_ended");
      made.dataset.sure = "";
      made.removeAttribute("aria-label");
      made.textContent = t("alias_end_sure", { value });
    }, t("alias_end"));
    return made;
  }

  private form(): HTMLFormElement {
    const today = dayOfMoment(new Date().toISOString());
    const scheme = el("select", { id: "alias-scheme", name: "scheme" }, ...SCHEMES.map((name) => new Option(t(`scheme_${name}`), name)));
    const value = el("input", { id: "alias-value", name: "value", required: "", maxlength: LONGEST, autocomplete: "off" });
    const first = el("input", { id: "alias-first", name: "first", type: "date", required: "", value: today, max: today });
    const source = el("input", { id: "alias-source", name: "source", maxlength: LONGEST_SOURCE });
    const fields = [labelled(scheme, t("alias_scheme")), labelled(value, t("alias_value")), labelled(first, t("alias_first")), labelled(source, t("alias_source"))];
    const form = el("form", { class: "step-form", "aria-label": t("step_alias") }, ...fields, el("div", { class: "offers" }, el("button", { type: "submit", class: "do" }, t("alias_add"))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const wanted = { scheme: scheme.value, value: value.value.trim(), first: first.value, source: source.value.trim() || null };
      void this.change(() => addAlias(this.address, wanted), "step_alias");
    });
    return form;
  }

  private async change(make: () => Promise<Aliases>, step: string): Promise<void> {
    if (!(await this.trying(make))) return;
    say(t("done", { step: t(step) }));
    this.element.querySelector("summary")?.focus({ preventScroll: true });
  }

  /** Whether it is shown as it is now. What is refused is said at the form, which keeps what stands in it. */
  private async trying(make: () => Promise<Aliases>): Promise<boolean> {
    this.refusal.textContent = "";
    try {
      this.show(await make());
      return true;
    } catch (error) {
      if (error instanceof Refused) this.refusal.textContent = inWords(error.message);
      else this.tell(error, () => void this.trying(make));
      return false;
    }
  }
}

function factsOf({ scheme, first, last, source, checked_at }: Alias): string {
  const days = last === null ? t("alias_since", { first: day(first) }) : t("alias_until", { first: day(first), last: day(last) });
  const from = source === null ? null : t("alias_source_is", { source });
  return [t(`scheme_${scheme}`), days, from, checked_at === null ? null : t("alias_checked")].filter(Boolean).join(" · ");
}

/** The service names a field as programs send it; here it goes by its label. */
function inWords(message: string): string {
  return ["value", "first", "source"].reduce((words, name) => words.replace(`“${name}”`, `“${t(`alias_${name}`)}”`), message.replace(/^“body”: /, ""));
}
