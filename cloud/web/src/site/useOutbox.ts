import { useCallback, useEffect, useRef, useState } from "react";

import { sendVerdict } from "./api";
import { after, read, type Outbox, type Verdict } from "./outbox";

const keyOf = (token: string) => `steppewatch.site.${token.slice(-12)}`;

/** Kept where a reload finds it; a phone that forbids storage only forgets. */
function keep(token: string, box: Outbox): void {
  try {
    if (box.phase === "waiting" || box.phase === "sending") {
      const { verdict, attempt } = box;
      window.localStorage.setItem(keyOf(token), JSON.stringify({ verdict, attempt }));
    } else window.localStorage.removeItem(keyOf(token));
  } catch {
    // Nothing on screen depends on it.
  }
}

function recalled(token: string): Outbox {
  try {
    const held = read(window.localStorage.getItem(keyOf(token)));
    // The earlier attempt may have arrived: the next one is at least the second.
    return held ? { phase: "sending", verdict: held.verdict, attempt: held.attempt + 1 } : { phase: "empty" };
  } catch {
    return { phase: "empty" };
  }
}

/** Sends a verdict until the centre has it. */
export function useOutbox(token: string): {
  box: Outbox;
  give: (verdict: Verdict) => void;
  now: () => void;
  clear: () => void;
} {
  const [box, setBox] = useState<Outbox>(() => recalled(token));
  const running = useRef("");

  useEffect(() => {
    keep(token, box);
    if (box.phase === "sending") {
      const { verdict, attempt } = box;
      const run = JSON.stringify([verdict, attempt]);
      if (running.current === run) return;
      running.current = run;
      void sendVerdict(token, verdict).then((answer) => {
        setBox((held) => (held === box ? after(verdict, attempt, answer) : held));
      });
      return;
    }
    running.current = "";
    if (box.phase !== "waiting") return;
    const again = () => {
      setBox({ phase: "sending", verdict: box.verdict, attempt: box.attempt + 1 });
    };
    const timer = window.setTimeout(again, box.delayMs);
    window.addEventListener("online", again);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("online", again);
    };
  }, [token, box]);

  return {
    box,
    give: useCallback((verdict: Verdict) => {
      setBox({ phase: "sending", verdict, attempt: 1 });
    }, []),
    now: useCallback(() => {
      setBox((held) =>
        held.phase === "waiting" ? { phase: "sending", verdict: held.verdict, attempt: held.attempt + 1 } : held,
      );
    }, []),
    clear: useCallback(() => {
      setBox({ phase: "empty" });
    }, []),
  };
}
