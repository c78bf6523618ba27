// The service worker of `/field`: the page and its files from the phone when the network does not give them. It handles nothing else:
// what is asked of the register goes straight there.

/// <reference lib="webworker" />

import { PAGE_CACHE, Store } from "./field/store";

const PAGE = "/field";
// A network that has not begun to answer by then is as good as none.
const PATIENCE_MS = 6000;
const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/") || url.pathname.startsWith("/identity/") || url.pathname === "/field.webmanifest") event.respondWith(file(request));
});

/** The page as the service has it; as it was kept where none comes. Redirections and refusals are answers. */
async function page(request: Request, url: URL): Promise<Response> {
  const kept = await keptPage(url);
  if (kept === undefined) return fetch(request);
  try {
    const answer = await Promise.race([fetch(request), patience()]);
    if (answer.status === 404) await forgetPlace();
    return answer.status >= 500 ? kept : answer;
  } catch {
    return kept;
  }
}

/** The role is gone: so is what it let somebody take along. */
async function forgetPlace(): Promise<void> {
  await caches.delete(PAGE_CACHE);
  const store = await Store.open();
  await store.forgetPlace();
  store.close();
}

async function keptPage(url: URL): Promise<Response | undefined> {
  const own = worker.navigator.language.startsWith("en") ? "en" : "vi";
  const cache = await caches.open(PAGE_CACHE);
  return cache.match(`${PAGE}?lang=${url.searchParams.get("lang") === "en" ? "en" : (url.searchParams.get("lang") ?? own)}`);
}

function patience(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), PATIENCE_MS));
}

/** Files have names of their content: one that is kept is the right one. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(PAGE_CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
