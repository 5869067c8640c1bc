/** Joins the store, the API and the live connection: load once, then follow; on any doubt, load again. */

import { fetchState, fetchVocabulary, liveAddress } from "../api/client";
import type { ReadingsEvent, Vocabulary } from "../api/types";
import { EMPTY, reduce, type Action, type PageState } from "../state/store";
import { LiveConnection, type World } from "./connection";

export type LoadPhase = "loading" | "ready" | "failed";

export interface View {
  load: LoadPhase;
  vocabulary: Vocabulary | null;
  state: PageState;
  /** Rises with every reconnect, so that curves know to fetch again. */
  epoch: number;
}

const RETRY_MS = 3000;
/** Changes that come together are shown together: a flood costs one drawing, not one each. */
const GATHER_MS = 16;

const browser: World = {
  open: (cursor) => new EventSource(liveAddress(cursor)),
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = window.setTimeout(run, ms);
    return () => {
      window.clearTimeout(timer);
    };
  },
  random: () => Math.random(),
};

export class Session {
  private view: View = { load: "loading", vocabulary: null, state: EMPTY, epoch: 0 };
  private shown: View = this.view;
  private readonly listeners = new Set<() => void>();
  private readonly readingListeners = new Set<(event: ReadingsEvent) => void>();
  private gathering = false;
  private fetching = false;
  private fetchAgain = false;
  private connection: LiveConnection | null = null;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = () => this.shown;

  /** Every live reading as it comes, for curves. */
  readonly onReadings = (listener: (event: ReadingsEvent) => void) => {
    this.readingListeners.add(listener);
    return () => this.readingListeners.delete(listener);
  };

  readonly serverNow = () => Date.now() + this.view.state.offset;

  readonly dispatch = (action: Action) => {
    this.change({ state: reduce(this.view.state, action) });
    if (action.type === "readings") for (const listener of this.readingListeners) listener(action.event);
  };

  start(): () => void {
    const wake = () => {
      if (document.visibilityState === "visible") this.connection?.check();
    };
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    window.addEventListener("pageshow", wake);
    void this.load();
    return () => {
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      window.removeEventListener("pageshow", wake);
      this.connection?.stop();
      this.connection = null;
    };
  }

  readonly load = async (): Promise<void> => {
    try {
      const [vocabulary, snapshot] = await Promise.all([fetchVocabulary(), fetchState()]);
      this.change({ vocabulary, load: "ready" });
      this.dispatch({ type: "snapshot", snapshot, receivedAt: Date.now() });
      this.connect();
    } catch {
      this.change({ load: "failed" });
      window.setTimeout(() => {
        if (this.view.load === "failed") void this.load();
      }, RETRY_MS);
    }
  };

  private connect(): void {
    if (this.connection) return;
    this.connection = new LiveConnection(browser, {
      dispatch: this.dispatch,
      cursor: () => this.view.state.cursor,
      refetch: () => void this.refetch(),
    });
    this.connection.start();
  }

  private async refetch(): Promise<void> {
    if (this.fetching) {
      this.fetchAgain = true;
      return;
    }
    this.fetching = true;
    try {
      const snapshot = await fetchState();
      this.dispatch({ type: "snapshot", snapshot, receivedAt: Date.now() });
      this.change({ epoch: this.view.epoch + 1 });
    } catch {
      // The link will say that it is down; until it is back, ask again.
      this.fetchAgain = true;
    }
    this.fetching = false;
    if (!this.fetchAgain) return;
    this.fetchAgain = false;
    window.setTimeout(() => void this.refetch(), RETRY_MS);
  }

  private change(part: Partial<View>): void {
    this.view = { ...this.view, ...part };
    if (this.gathering) return;
    this.gathering = true;
    window.setTimeout(() => {
      this.gathering = false;
      this.shown = this.view;
      for (const listener of this.listeners) listener();
    }, GATHER_MS);
  }
}
