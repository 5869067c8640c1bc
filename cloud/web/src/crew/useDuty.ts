import { useCallback, useEffect, useState } from "react";

import { look } from "./api";
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

const EVERY_MS = 2_000;

/** What the link opens: the last answer that was kept, and anew every other second while there is a line. */
export function useDuty<T extends { now: number }>(token: string, path: string): Duty<T> {
  const [held, setHeld] = useState<{ told: T; at: number } | null>(null);
  const [away, setAway] = useState(false);
  const [ended, setEnded] = useState<Duty<T>["ended"]>(null);
  const again = useCallback(() => {
    void look(token, path).then((answer) => {
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
    });
  }, [token, path]);
  useEffect(() => {
    void read<{ told: T; at: number; token: string }>("kept", path).then((found) => {
      if (found?.token === token) setHeld((before) => before ?? found);
      again();
    });
    const timer = window.setInterval(again, EVERY_MS);
    window.addEventListener("online", again);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("online", again);
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
