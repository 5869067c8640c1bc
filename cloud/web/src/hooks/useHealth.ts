import { useEffect, useState } from "react";

import { fetchHealth } from "../api/client";
import type { CloudHealth } from "../api/types";

const EVERY_MS = 30_000;

/** The centre's own health, asked now and then, after every reconnect, and when it refuses a message; null: unknown. */
export function useHealth(epoch: number, deadLetterNews: number): CloudHealth | null {
  const [health, setHealth] = useState<CloudHealth | null>(null);
  useEffect(() => {
    let gone = false;
    const ask = () => {
      fetchHealth().then(
        (answer) => {
          if (!gone) setHealth(answer);
        },
        () => {
          if (!gone) setHealth(null);
        },
      );
    };
    // A burst of refusals is asked about once.
    const soon = window.setTimeout(ask, 200);
    const timer = window.setInterval(ask, EVERY_MS);
    return () => {
      gone = true;
      window.clearTimeout(soon);
      window.clearInterval(timer);
    };
  }, [epoch, deadLetterNews]);
  return health;
}
