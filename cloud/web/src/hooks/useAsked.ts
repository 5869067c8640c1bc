import { useCallback, useEffect, useRef, useState } from "react";

import { follow } from "../api/asking";
import { LOGIN_RENEWED, type ApiError } from "../api/client";

export interface Loaded<T> {
  data: T | null;
  fault: ApiError | null;
  /** It failed, and is being tried again by itself. */
  trying: boolean;
  /** When `data` were told, by this computer's clock, ms; null: never. */
  at: number | null;
  /** Asks again at once. */
  again: () => void;
}

interface Held<T> {
  key: string | null;
  data: T | null;
  fault: ApiError | null;
  trying: boolean;
  at: number | null;
}

/**
 * What is answered to a question, asked again until it is, and anew every `everyMs` while the page is looked at;
 * `unseen`: also while it is not. `key` says what is asked, null: nothing yet. What was last said stays while it is
 * asked again; a failure stands beside it.
 */
export function useAsked<T>(
  key: string | null,
  ask: (signal: AbortSignal) => Promise<T>,
  everyMs = 0,
  unseen = false,
): Loaded<T> {
  const [held, setHeld] = useState<Held<T>>({ key: null, data: null, fault: null, trying: false, at: null });
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => {
    setTurn((before) => before + 1);
  }, []);
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });

  useEffect(() => {
    window.addEventListener(LOGIN_RENEWED, again);
    return () => {
      window.removeEventListener(LOGIN_RENEWED, again);
    };
  }, [again]);

  useEffect(() => {
    if (key === null) return;
    return follow<T>({
      ask: (signal) => latest.current(signal),
      answered: (data) => {
        setHeld({ key, data, fault: null, trying: false, at: Date.now() });
      },
      failed: (fault, trying) => {
        setHeld((before) => {
          const { data, at } = before.key === key ? before : { data: null, at: null };
          return { key, data, fault, trying, at };
        });
      },
      everyMs,
      unseen,
    });
  }, [key, everyMs, unseen, turn]);

  if (held.key !== key) return { data: null, fault: null, trying: false, at: null, again };
  const { data, fault, trying, at } = held;
  return { data, fault, trying, at, again };
}
