// The page opens without a network: it keeps itself and all it is made of on the phone.

import { PAGE_CACHE } from "./store";

const WORKER = "/field-worker.js";
const SCOPE = "/field";
const PAGES = ["/field?lang=vi", "/field?lang=en"];

/** Whether the page will open without a network; false where the browser cannot keep it (it needs https). */
export async function keepPage(): Promise<boolean> {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return false;
  try {
    await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
    await keepFiles();
    return true;
  } catch {
    return isKept();
  }
}

async function isKept(): Promise<boolean> {
  const cache = await caches.open(PAGE_CACHE).catch(() => null);
  return (await cache?.match(PAGES[0] ?? "").catch(() => undefined)) !== undefined;
}

/** Files before the pages that need them: whatever comes in between, what is kept works. */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(PAGE_CACHE);
  const files = filesOf(document);
  const missing = await Promise.all(files.map(async (file) => ((await cache.match(file)) === undefined ? file : null)));
  await cache.addAll(missing.filter((file) => file !== null));
  for (const page of PAGES) {
    const answer = await fetch(page, { cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(page);
    await cache.put(page, answer);
  }
  // Of former versions of the page.
  const wanted = new Set([...files, ...PAGES].map((file) => new URL(file, location.href).href));
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

function filesOf(page: Document): string[] {
  const named = [...page.querySelectorAll<HTMLElement>("script[src], link[rel=stylesheet], link[rel~=icon], link[rel=apple-touch-icon], link[rel=manifest], img[src]")];
  return [...new Set(named.map((each) => each.getAttribute("src") ?? each.getAttribute("href") ?? ""))].filter((file) => file.startsWith("/"));
}

/** Ask the browser not to throw it away when the phone is full. */
export function askToStay(): void {
  void navigator.storage?.persist?.().catch(() => false);
}
