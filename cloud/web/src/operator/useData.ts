import { useCallback, useEffect, useState } from "react";

import { ApiError, get, LOGIN_RENEWED, type Query } from "../api/client";

export interface Loaded<T> {
  data: T | null;
  fault: ApiError | null;
  /** Asks again at once. */
  again: () => void;
}

interface Held<T> {
  key: string;
  data: T | null;
  fault: ApiError | null;
}

/** Rolled-up figures change once a minute; asking twice as often keeps a page at most half a minute behind. */
export const FIGURES_MS = 30_000;

/**
 * What an address of the API says, asked anew every `everyMs` while the page is looked at. `path` null: not
 * yet. What was last said stays on screen while it is asked again; a failure stands beside it.
 */
export function useData<T>(path: string | null, query: Query = {}, everyMs = 0): Loaded<T> {
  const key = JSON.stringify([path, query]);
  const [held, setHeld] = useState<Held<T>>({ key: "", data: null, fault: null });
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => {
    setTurn((before) => before + 1);
  }, []);

  useEffect(() => {
    window.addEventListener(LOGIN_RENEWED, again);
    return () => {
      window.removeEventListener(LOGIN_RENEWED, again);
    };
  }, [again]);

  useEffect(() => {
    const [wanted, filters] = JSON.parse(key) as [string | null, Query];
    if (wanted === null) return;
    const abort = new AbortController();
    let timer = 0;
    const ask = async () => {
      try {
        const data = await get<T>(wanted, filters, abort.signal);
        if (!abort.signal.aborted) setHeld({ key, data, fault: null });
      } catch (fault) {
        if (abort.signal.aborted) return;
        const told = fault instanceof ApiError ? fault : new ApiError(null, null, fault);
        setHeld((before) => ({ key, data: before.key === key ? before.data : null, fault: told }));
      }
      if (everyMs > 0 && !abort.signal.aborted) timer = window.setTimeout(next, everyMs);
    };
    const next = () => {
      if (document.visibilityState === "visible") void ask();
      else timer = window.setTimeout(next, everyMs);
    };
    void ask();
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [key, everyMs, turn]);

  const current = held.key === key;
  return { data: current ? held.data : null, fault: current ? held.fault : null, again };
}
