/** Joins the store, the API and the live connection: load once, then follow; on any doubt, load again. */

import { fetchState, fetchVocabulary, liveAddress, type Scope } from "../api/client";
import type { ReadingsEvent, Vocabulary } from "../api/types";
import { EMPTY, reduce, type Action, type Drafts, type PageState } from "../state/store";
import { feed } from "../told/feed";
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

/** The gateway that an action tells of; null: it tells of none. */
function gatewayOf(action: Action): string | null {
  if (action.type === "readings") return action.event.gateway;
  if (action.type !== "change" && action.type !== "sign") return null;
  return action.change.kind === "dead-letter" ? null : action.change.object.gateway;
}

/** Whether an action says that a gateway is heard again that was silent. */
export function isBack(state: PageState, action: Action): boolean {
  if (action.type !== "change" || action.change.kind !== "gateway" || action.id <= state.cursor) return false;
  const { gateway, link } = action.change.object;
  return link === "online" && state.gateways.get(gateway)?.link === "silent";
}

export const browser: World = {
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
  /** What has been copied since the last showing. */
  private drafts: Drafts = new WeakSet();
  /** A gateway is back whose parts were read as stale while it was silent: they are not told one by one. */
  private stale = false;

  constructor(private readonly scope: Scope = {}) {}

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
    const concerned = this.concerns(action);
    if (!concerned && action.type !== "change") return;
    const taken: Action =
      concerned || action.type !== "change" ? action : { type: "passed", id: action.id };
    const back = isBack(this.view.state, taken);
    this.change({ state: reduce(this.view.state, taken, this.drafts) });
    if (back) {
      this.stale = true;
      void this.refetch();
    }
    if (action.type === "readings") for (const listener of this.readingListeners) listener(action.event);
  };

  start(): () => void {
    const wake = () => {
      if (document.visibilityState === "visible") this.connection?.check();
    };
    document.addEventListener("visibilitychange", wake);
    const doubt = () => this.connection?.doubt();
    window.addEventListener("online", wake);
    window.addEventListener("offline", doubt);
    window.addEventListener("pageshow", wake);
    void this.load();
    return () => {
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      window.removeEventListener("offline", doubt);
      window.removeEventListener("pageshow", wake);
      this.connection?.stop();
      this.connection = null;
    };
  }

  readonly load = async (): Promise<void> => {
    try {
      const [vocabulary, snapshot] = await Promise.all([fetchVocabulary(), fetchState(this.scope)]);
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

  /** The stream tells of everything; a room of one organisation or gateway takes what is its own. */
  private concerns(action: Action): boolean {
    if (this.scope.organisation === undefined && this.scope.gateway === undefined) return true;
    const gateway = gatewayOf(action);
    return gateway === null || this.view.state.gateways.has(gateway);
  }

  private connect(): void {
    if (this.connection) return;
    this.connection = new LiveConnection(browser, {
      dispatch: this.dispatch,
      cursor: () => this.view.state.cursor,
      refetch: () => void this.refetch(),
      told: feed.tell,
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
      const snapshot = await fetchState(this.scope);
      const newest = snapshot.cursor >= this.view.state.cursor;
      this.dispatch({ type: "snapshot", snapshot, receivedAt: Date.now() });
      // One that the stream has overtaken shows no parts anew.
      if (newest) this.stale = false;
      else if (this.stale) this.fetchAgain = true;
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
      this.drafts = new WeakSet();
      this.shown = this.view;
      for (const listener of this.listeners) listener();
    }, GATHER_MS);
  }
}
