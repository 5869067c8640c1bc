import { useEffect, useRef, useState } from "react";

import { toldAddress } from "../api/client";
import { LiveConnection } from "../live/connection";
import { browser } from "../live/session";
import { feed, type FeedEvent } from "./feed";

/** Calls with everything that the page is told from now on. */
export function useFeed(listen: (event: FeedEvent) => void): void {
  const latest = useRef(listen);
  useEffect(() => {
    latest.current = listen;
  });
  useEffect(
    () =>
      feed.subscribe((event) => {
        latest.current(event);
      }),
    [],
  );
}

const GATHER_MS = 250;

/** Asks again when something of duty has changed; changes that come together cost one question. */
export function useDutyNews(again: () => void): void {
  const timer = useRef(0);
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
    },
    [],
  );
  useFeed((event) => {
    if (event.type !== "duty" && event.type !== "live") return;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(again, GATHER_MS);
  });
}

/** A stream that is back within this time was only opened anew. */
const BLINK_MS = 3_000;

/**
 * Keeps a stream of duty and notifications open, on pages that have none of their own; since when there has been none,
 * by the centre's clock, null: it is there.
 */
export function useOwnStream(wanted: boolean): number | null {
  const [cut, setCut] = useState<number | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let cursor = 0;
    let timer = 0;
    const down = (since: number | null) => {
      window.clearTimeout(timer);
      if (since === null) setCut(null);
      else timer = window.setTimeout(setCut, Math.max(0, since + BLINK_MS - Date.now()), since + feed.offset);
    };
    const connection = new LiveConnection(
      { ...browser, open: (after) => new EventSource(toldAddress(after)) },
      {
        dispatch: (action) => {
          if ("id" in action) cursor = Math.max(cursor, action.id);
          if (action.type === "connection") down(action.phase === "live" ? null : action.at);
        },
        cursor: () => cursor,
        refetch: () => {
          feed.tell({ type: "live" });
        },
        told: feed.tell,
      },
    );
    const wake = () => {
      if (document.visibilityState === "visible") connection.check();
    };
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    window.addEventListener("offline", connection.doubt);
    connection.start();
    return () => {
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      window.removeEventListener("offline", connection.doubt);
      connection.stop();
      down(null);
    };
  }, [wanted]);
  return cut;
}
