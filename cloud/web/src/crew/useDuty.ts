import { useCallback, useEffect, useRef, useState } from "react";

import type { Answer } from "../offline/asking";
import { look } from "./api";
import { listen } from "./listening";
import { read, write } from "./store";

export interface Duty<T> {
  told: T | null;
  /** When the centre told it, by this device's clock, ms; null: never. */
  at: number | null;
  /** The centre's clock minus this device's, ms. */
  offset: number;
  away: boolean;
  /** Why the link opens nothing; null: it opens. */
  ended: { message_zh: string; message_en: string } | null;
  again: () => void;
}

/** Beside what is heard, it is asked again so often. */
const EVERY_MS = 15_000;
/** What only moves is asked for so often at most. */
const MOVED_MS = 5_000;

/** What the link opens: the last answer that was kept, and anew as soon as anything of it has changed. */
export function useDuty<T extends { now: number }>(token: string, path: string): Duty<T> {
  const [held, setHeld] = useState<{ told: T; at: number } | null>(null);
  const [away, setAway] = useState(false);
  const [ended, setEnded] = useState<Duty<T>["ended"]>(null);
  const asking = useRef({ now: false, wanted: false, at: 0 });
  const again = useCallback(() => {
    const take = (answer: Answer) => {
      if (answer.kind === "ok") {
        const found = { told: answer.body as T, at: Date.now() };
        setHeld(found);
        setAway(false);
        setEnded(null);
        void write("kept", path, { ...found, token });
      } else if (answer.kind === "refused" && [401, 403, 410].includes(answer.status)) {
        setEnded(answer.fault ?? { message_zh: "", message_en: "" });
      } else {
        setAway(true);
      }
    };
    // One question at a time: what changes meanwhile is asked for once it is answered.
    const ask = async (state: { now: boolean; wanted: boolean; at: number }) => {
      state.now = true;
      while (state.wanted) {
        Object.assign(state, { wanted: false, at: Date.now() });
        take(await look(token, path));
      }
      state.now = false;
    };
    asking.current.wanted = true;
    if (!asking.current.now) void ask(asking.current);
  }, [token, path]);
  useEffect(() => {
    void read<{ told: T; at: number; token: string }>("kept", path).then((found) => {
      if (found?.token === token) setHeld((before) => before ?? found);
      again();
    });
    let moved = 0;
    const timer = window.setInterval(again, EVERY_MS);
    const deaf = listen(token, (heard) => {
      if (heard !== "moved") again();
      else if (moved === 0) {
        const pause = Math.max(0, asking.current.at + MOVED_MS - Date.now());
        moved = window.setTimeout(() => {
          moved = 0;
          again();
        }, pause);
      }
    });
    return () => {
      window.clearInterval(timer);
      window.clearTimeout(moved);
      deaf();
    };
  }, [again, path, token]);
  return {
    told: held?.told ?? null,
    at: held?.at ?? null,
    offset: held ? held.told.now - held.at : 0,
    away,
    ended,
    again,
  };
}
