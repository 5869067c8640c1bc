/** Carries what any page is told from whichever live stream is open to whoever listens. */

import type { Told } from "./api";

export type FeedEvent =
  /** Something of duty has changed: whoever shows it asks anew. */
  | { type: "duty" }
  | { type: "notification"; told: Told }
  /** The stream is there, or there again: what was missed is asked for. */
  | { type: "live" }
  /** The stream has begun behind this change: what has a higher number is new to the page. */
  | { type: "begun"; behind: number }
  /** The centre's time minus this machine's. */
  | { type: "tick"; offset: number };

class Feed {
  offset = 0;
  private readonly listeners = new Set<(event: FeedEvent) => void>();

  readonly subscribe = (listener: (event: FeedEvent) => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly tell = (event: FeedEvent) => {
    if (event.type === "tick") this.offset = event.offset;
    for (const listener of this.listeners) listener(event);
  };
}

export const feed = new Feed();
