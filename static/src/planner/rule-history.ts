// The versions of a rule: who wrote each, when and why, what differs from the one before, and taking one up again.

import { button, el } from "../dom";
import { moment, t } from "../words";
import { differing } from "./lines";
import type { Version, Versions } from "./rule-server";

export function historyParts({ versions, version: newest }: Versions, takeUp: ((version: Version) => void) | null): HTMLElement {
  const entries = versions.map((version, index) => entry(version, versions[index + 1], newest, takeUp));
  return el("ol", { class: "versions" }, ...entries);
}

function entry(version: Version, earlier: Version | undefined, newest: number, takeUp: ((version: Version) => void) | null): HTMLElement {
  const isNow = version.version === newest && version.state !== "withdrawn";
  const head = el("strong", {}, t("version_number", { version: String(version.version) }));
  const state = el("span", { class: "badge" }, t(isNow ? "version_now" : `version_${version.state}`));
  const who = version.edited_at === null ? null : el("p", { class: "quiet" }, `${version.edited_by ?? ""} · ${moment(version.edited_at)}`);
  const note = version.note === null ? null : el("p", {}, version.note);
  const due = version.calculation === null || version.calculation === "done" ? null : el("p", { class: "quiet" }, t(`calculation_${version.calculation}`));
  const use = takeUp === null || isNow ? null : button({ class: "plain small" }, () => takeUp(version), t("version_take_up"));
  return el("li", {}, el("p", { class: "badges" }, head, state), who, note, due, earlier === undefined ? null : difference(version, earlier), use);
}

function difference(version: Version, earlier: Version): HTMLElement {
  const lines = differing(earlier.text.split("\n"), version.text.split("\n"));
  const shown = lines.map(({ sign, text }) => el(sign === "+" ? "ins" : sign === "-" ? "del" : "span", {}, `${sign} ${text}\n`));
  const words = t("version_difference", { version: String(earlier.version) });
  return el("details", { class: "more" }, el("summary", {}, words), el("pre", { class: "difference", tabindex: "0", "aria-label": words }, ...shown));
}
