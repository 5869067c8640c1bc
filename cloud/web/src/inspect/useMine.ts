import { useCallback, useEffect, useState } from "react";

import { ask } from "../offline/asking";
import type { Mine } from "./api";
import { read, write } from "./store";

export interface Taken {
  mine: Mine | null;
  /** When it was last told by the centre, ms; null: never. */
  at: number | null;
  /** The last question found no line. */
  away: boolean;
  login: boolean;
  again: () => void;
}

const KEY = "mine";
const LOOK_MS = 60_000;

/** One's tasks: what was taken along, and anew from the centre whenever there is a line. */
export function useMine(): Taken {
  const [held, setHeld] = useState<{ mine: Mine | null; at: number | null }>({ mine: null, at: null });
  const [trouble, setTrouble] = useState({ away: false, login: false });
  const again = useCallback(() => {
    void ask("/inspections/mine").then((answer) => {
      if (answer.kind === "ok") {
        const found = { mine: answer.body as Mine, at: Date.now() };
        setHeld(found);
        setTrouble({ away: false, login: false });
        void write("kept", KEY, found);
      } else {
        const login = answer.kind === "refused" && answer.status === 401;
        setTrouble({ away: !login, login });
      }
    });
  }, []);
  useEffect(() => {
    void read<{ mine: Mine; at: number }>("kept", KEY).then((found) => {
      if (found) setHeld((before) => (before.mine ? before : found));
      again();
    });
    const timer = window.setInterval(again, LOOK_MS);
    window.addEventListener("online", again);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, [again]);
  return { ...held, ...trouble, again };
}
