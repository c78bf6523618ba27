// Signing out takes along what the page `/field` keeps on this phone.

import { Store } from "./store";

/** How many drafts would be lost. Browsers that keep nothing have none. */
export async function unsentHere(): Promise<number> {
  return (await withStore((store) => store.unsent())) ?? 0;
}

export async function forgetHere(): Promise<void> {
  await withStore((store) => store.forget());
}

/** Somebody signed in: of anybody else nothing stays, but for what nobody else has. */
export async function forgetOthers(name: string): Promise<void> {
  await withStore(async (store) => {
    const account = await store.about("account");
    if (account !== null && account !== name && (await store.unsent()) === 0) await store.forget();
  });
}

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T | null> {
  const store = await Store.open().catch(() => null);
  if (store === null) return null;
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
