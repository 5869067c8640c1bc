import { useEffect, useState } from "react";

import { look, type SiteFault, type SiteView } from "./api";

const EVERY_MS = 8_000;
const RETRY_MS = 3_000;

export interface Looked {
  view: SiteView | null;
  offset: number;
  /** When it was last read, by this phone's clock. */
  at: number | null;
  /** The link is no good, for good. */
  fault: SiteFault | null;
  /** The centre cannot be reached now. */
  away: boolean;
}

/** The alarm of a link, read anew while the page is looked at, until `stopped`; at once when it has `moved`. */
export function useLook(token: string, stopped: boolean, moved: boolean): Looked {
  const [looked, setLooked] = useState<Looked>({ view: null, offset: 0, at: null, fault: null, away: false });
  useEffect(() => {
    if (stopped) return;
    let timer = 0;
    let left = false;
    const ask = async () => {
      const answer = await look(token);
      if (left) return;
      if (answer.kind === "ok") {
        setLooked({ view: answer.view, offset: answer.offset, at: Date.now(), fault: null, away: false });
      } else if (answer.kind === "refused" && (answer.status === 404 || answer.status === 410)) {
        const { fault } = answer;
        setLooked((held) => ({ ...held, fault: fault ?? { code: "", message_zh: "", message_en: "" }, away: false }));
        return;
      } else setLooked((held) => ({ ...held, away: true }));
      timer = window.setTimeout(() => void ask(), answer.kind === "ok" ? EVERY_MS : RETRY_MS);
    };
    const wake = () => {
      if (document.visibilityState !== "visible") return;
      window.clearTimeout(timer);
      void ask();
    };
    void ask();
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      left = true;
      window.clearTimeout(timer);
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [token, stopped, moved]);
  return looked;
}
