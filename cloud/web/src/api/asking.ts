/**
 * Asks the centre for something until it has answered, and anew while it is looked at.
 *
 * 1. A failure that may heal is followed by another try, after a short pause that grows and is bounded. What the
 *    centre has refused is left alone until somebody asks again, or comes back to the page.
 * 2. While nobody looks nothing is asked anew, unless it must be known all the same.
 * 3. Whoever comes back to the page, or back to the network, is told at once what failed or has grown old. A request
 *    that has been on its way since before is given up: a sleeping computer's connections are dead.
 */

import { ApiError } from "./client";

export interface World {
  now(): number;
  after(ms: number, run: () => void): () => void;
  random(): number;
  /** Whether somebody looks at the page. */
  seen(): boolean;
}

export interface Question<T> {
  ask: (signal: AbortSignal) => Promise<T>;
  answered: (data: T) => void;
  /** `trying`: it will be asked again by itself. */
  failed: (fault: ApiError, trying: boolean) => void;
  /** So long after an answer it is asked anew, ms; 0: never. */
  everyMs?: number;
  /** Asked also while nobody looks. */
  unseen?: boolean;
}

const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000];
/** What is asked anew often is never left waiting longer than this, and longer than its own pace. */
const PACE_MS = 4000;
/** A request this old is given up when somebody comes back. */
const DOUBTFUL_MS = 2000;
const LATER = new Set([408, 425, 429]);

/** Whether the same question may be answered later: nobody answered, or not the centre, or it is in trouble. */
export const mayHeal = ({ status, fault }: ApiError): boolean =>
  status === null || status >= 500 || LATER.has(status) || fault === null;

/** The longest pause after so many failures in a row (from 1), ms. */
export function pauseAfter(failures: number, everyMs: number): number {
  const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? PACE_MS;
  return everyMs > 0 ? Math.min(pause, Math.max(everyMs, PACE_MS)) : pause;
}

export class Asking<T> {
  private abort: AbortController | null = null;
  private cancel: (() => void) | null = null;
  private failures = 0;
  private askedAt = -Infinity;
  private readonly everyMs: number;

  constructor(
    private readonly question: Question<T>,
    private readonly world: World,
  ) {
    this.everyMs = question.everyMs ?? 0;
  }

  start(): void {
    void this.ask();
  }

  stop(): void {
    this.cancel?.();
    this.abort?.abort();
  }

  /** Somebody looks again, or the network is back. */
  wake(): void {
    if (!this.world.seen()) return;
    const age = this.world.now() - this.askedAt;
    const due = this.abort
      ? age > DOUBTFUL_MS
      : this.failures > 0 || (this.everyMs > 0 && age >= this.everyMs);
    if (due) void this.ask();
  }

  private async ask(): Promise<void> {
    this.stop();
    const abort = new AbortController();
    this.abort = abort;
    this.askedAt = this.world.now();
    let pause: number | null = this.everyMs > 0 ? this.everyMs : null;
    try {
      const data = await this.question.ask(abort.signal);
      if (abort.signal.aborted) return;
      this.failures = 0;
      this.question.answered(data);
    } catch (reason) {
      if (abort.signal.aborted) return;
      this.failures += 1;
      const fault = reason instanceof ApiError ? reason : new ApiError(null, null, reason);
      const longest = pauseAfter(this.failures, this.everyMs);
      pause = mayHeal(fault) ? longest * (0.5 + this.world.random() / 2) : null;
      this.question.failed(fault, pause !== null);
    }
    this.abort = null;
    if (pause === null) return;
    this.cancel = this.world.after(pause, () => {
      if (this.question.unseen === true || this.world.seen()) void this.ask();
    });
  }
}

const browser: World = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = window.setTimeout(run, ms);
    return () => {
      window.clearTimeout(timer);
    };
  },
  random: () => Math.random(),
  seen: () => document.visibilityState === "visible",
};

/** Begins to ask; what it gives ends it. */
export function follow<T>(question: Question<T>): () => void {
  const asking = new Asking(question, browser);
  const wake = () => {
    asking.wake();
  };
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", wake);
  asking.start();
  return () => {
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    window.removeEventListener("pageshow", wake);
    asking.stop();
  };
}
