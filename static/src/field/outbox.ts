// Sends what waits on the phone, one after another, until the register has all of it; what the register says is kept at the draft.

import { catalogue } from "../catalogue";
import { collided, refused, stepped, stored, toSend } from "./changes";
import { type Address, type Body, type Entry, isWaiting, type Photo, type Step } from "./draft";
import { type Answer, get, Lost, putDraft, putPhoto, SignedOut, takeStep, whoIsIn } from "./server";
import type { Store } from "./store";

const PAUSES_SECONDS = [1, 2, 4, 8, 15, 30, 60, 120, 300];
// So that the phones of a team do not come back in one moment.
const SPREAD = 0.3;
const LOCK = "wardmap-field-outbox";

/** away: the service is not reached, or has no time. */
export type State = "idle" | "sending" | "away" | "signed_out" | "somebody_else";

export class Outbox {
  state: State = "idle";
  private failures = 0;
  private timer: number | undefined;
  private isRunning = false;
  private isWoken = false;

  constructor(
    private readonly store: Store,
    private readonly changed: () => void,
  ) {
    window.addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.wake();
    });
  }

  /** There is something to send, or a reason to try again now. */
  wake(): void {
    window.clearTimeout(this.timer);
    this.isWoken = true;
    if (!this.isRunning) void this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      while (this.isWoken) {
        this.isWoken = false;
        await alone(() => this.round());
      }
    } finally {
      this.isRunning = false;
    }
  }

  /** Send all that waits, or as much as the network lets. */
  private async round(): Promise<void> {
    try {
      const waiting = await this.waiting();
      if (waiting.length > 0) await this.sendAll(waiting);
      this.failures = 0;
      this.tell("idle");
    } catch (error) {
      this.give(error);
    }
  }

  private async sendAll(waiting: readonly Entry[]): Promise<void> {
    this.tell("sending");
    // What one person collected must not be handed in by whoever signed in since in another window.
    if ((await whoIsIn()) !== catalogue.own.name) throw new SomebodyElse();
    let lost: Lost | null = null;
    for (const { uuid } of waiting) {
      try {
        await this.send(uuid);
        this.failures = 0;
      } catch (error) {
        // One draft at which the service fails must not hold up the others.
        if (!(error instanceof Lost) || error.isNetwork) throw error;
        lost = error;
      }
      this.changed();
    }
    if (lost !== null) throw lost;
  }

  private give(error: unknown): void {
    if (error instanceof SignedOut) this.tell("signed_out");
    else if (error instanceof SomebodyElse) this.tell("somebody_else");
    else if (error instanceof Lost) this.pause(error);
    else {
      // Such as a phone that is full: it may be less so later.
      this.pause(new Lost(false));
      throw error;
    }
  }

  private pause({ waitSeconds }: Lost): void {
    const seconds = Math.max(waitSeconds, PAUSES_SECONDS[Math.min(this.failures, PAUSES_SECONDS.length - 1)] ?? 0);
    this.failures += 1;
    this.tell("away");
    this.timer = window.setTimeout(() => this.wake(), seconds * 1000 * (1 + SPREAD * Math.random()));
  }

  private tell(state: State): void {
    this.state = state;
    this.changed();
  }

  private async waiting(): Promise<Entry[]> {
    const [drafts, photos] = await Promise.all([this.store.drafts(), this.store.photos()]);
    return drafts.filter((entry) => isWaiting(entry, photos));
  }

  /** All of one draft: what it says, its photos, then the step that was asked for. */
  private async send(uuid: string): Promise<void> {
    if (!(await this.sendBody(uuid))) return;
    const photos = (await this.store.photos()).filter((photo) => photo.uuid === uuid);
    for (const photo of photos) if (!(await this.sendPhoto(photo))) return;
    const entry = await this.store.draft(uuid);
    if (entry?.wish) await this.sendStep(entry, entry.wish);
  }

  /** Until nothing of it is newer than what was sent; false: it waits for a person. */
  private async sendBody(uuid: string): Promise<boolean> {
    for (;;) {
      // Kept before it is sent: when no answer comes, the very same goes again, and only then what was written since.
      let body: Body | null = null;
      const entry = await this.store.change(uuid, (now) => {
        const next = now.trouble === null ? toSend(now) : null;
        body = next?.body ?? null;
        return next?.entry ?? now;
      });
      if (entry === null || entry.trouble !== null) return false;
      if (body === null) return true;
      const sent: Body = body;
      const answer = await putDraft(uuid, sent, entry.version);
      if (!(await this.hear(uuid, answer, "draft", (now, address) => stored(now, sent, address)))) return false;
    }
  }

  private async sendPhoto(photo: Photo): Promise<boolean> {
    const answer = await putPhoto(photo);
    if (answer.isTaken) {
      const { photos } = answer.document;
      await this.store.change(photo.uuid, (now) => ({ ...now, server: now.server && { ...now.server, photos } }));
      await this.store.dropPhoto(photo);
    } else await this.store.change(photo.uuid, (now) => refused(now, answer.problem.detail ?? String(answer.status), "photo"));
    return answer.isTaken;
  }

  private async sendStep(entry: Entry, step: Step): Promise<void> {
    if (entry.server === null || entry.version === null) return;
    const answer = await takeStep(entry.server.id, step, entry.version);
    await this.hear(entry.uuid, await this.withAddress(answer, entry.server.id, entry.version), step, stepped);
  }

  /** A refusal, with what the register has where that is not what the phone knows. */
  private async withAddress(answer: Answer<Address>, id: number, version: number): Promise<Answer<Address>> {
    if (answer.isTaken || answer.status !== 409) return answer;
    const address = await get<Address>(`/api/v1/addresses/${id}`);
    return address === null || address.version === version ? answer : { ...answer, problem: { ...answer.problem, address } };
  }

  /** Keep at the draft what was answered; true: it was taken. */
  private async hear<T>(uuid: string, answer: Answer<T>, of: "draft" | Step, then: (entry: Entry, document: T) => Entry): Promise<boolean> {
    await this.store.change(uuid, (now) => {
      if (answer.isTaken) return then(now, answer.document);
      const { address, detail } = answer.problem;
      return answer.status === 409 && address !== undefined ? collided(now, address) : refused(now, detail ?? String(answer.status), of);
    });
    return answer.isTaken;
  }
}

class SomebodyElse extends Error {}

/** Only one window of the page sends at a time, where the browser can see to that. */
async function alone(work: () => Promise<void>): Promise<void> {
  if ("locks" in navigator) await navigator.locks.request(LOCK, work);
  else await work();
}
