// A first password, shown once.

import { button, el } from "../dom";
import { t } from "../words";
import type { Secret } from "./server";

export function secretBox({ account, password }: Secret): HTMLElement {
  const copy = button({ class: "plain" }, () => void copied(), t("copy"));
  const copied = async (): Promise<void> => {
    await navigator.clipboard.writeText(password);
    copy.textContent = t("copied");
  };
  // Without https there is no clipboard.
  copy.hidden = !("clipboard" in navigator);
  return el(
    "section",
    { class: "box done secret", "aria-labelledby": "secret-title" },
    el("h2", { id: "secret-title", tabindex: "-1" }, t("first_password_title", { name: account.name })),
    el("p", { class: "secret-line" }, el("code", {}, password), copy),
    el("p", {}, t("first_password_why")),
  );
}
