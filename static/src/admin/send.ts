// A file on its way to the service: with progress, stopped when it is wanted no more, given up when nothing moves.

import { catalogue } from "../catalogue";
import { Offline, readAnswer } from "../ask";
import type { FiguresOptions, OriginOptions, UnitsOptions, Upload } from "./server";

// Longer than a server takes to write down what has arrived.
const STALLED_MS = 60_000;

/** The person stopped it. */
export class Stopped extends Error {}

export class Sending {
  private readonly request = new XMLHttpRequest();
  private timer: number | undefined;
  private isStopped = false;

  /** progress: how many of how many bytes are sent. */
  constructor(private readonly progress: (sent: number, total: number) => void) {}

  /** Send the parts of one file for `layer`; said: of units or of figures, and of where the data is from. Throws Offline, SignedOut, Refused, Stopped. */
  send(files: readonly File[], layer: string, said: OriginOptions & (UnitsOptions | FiguresOptions | object)): Promise<Upload> {
    const form = new FormData();
    form.append("layer", layer);
    for (const [name, value] of Object.entries(said)) form.append(name, (value as string | null) ?? "");
    for (const file of files) form.append("file", file, file.name);
    const { request } = this;
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(this.isStopped ? new Stopped() : new Offline());
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        this.watch();
        this.progress(loaded, total);
      });
      request.addEventListener("error", fail);
      request.addEventListener("abort", fail);
      request.addEventListener("load", () => {
        try {
          resolve(readAnswer(request.status, request.responseText) as Upload);
        } catch (error) {
          reject(error as Error);
        }
      });
      request.addEventListener("loadend", () => window.clearTimeout(this.timer));
      request.open("POST", "/api/v1/loads");
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Accept-Language", catalogue.language);
      this.watch();
      request.send(form);
    });
  }

  stop(): void {
    this.isStopped = true;
    this.request.abort();
  }

  private watch(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.request.abort(), STALLED_MS);
  }
}
