import { useEffect, useState } from "react";

import { follow } from "../api/asking";
import { ApiError } from "../api/client";
import { look, type SiteFault, type SiteView } from "./api";

const EVERY_MS = 8_000;

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

const UNKNOWN: SiteFault = { code: "", message_zh: "", message_en: "" };

/** The alarm of a link, read anew while the page is looked at, until `stopped`; at once when it has `moved`. */
export function useLook(token: string, stopped: boolean, moved: boolean): Looked {
  const [looked, setLooked] = useState<Looked>({ view: null, offset: 0, at: null, fault: null, away: false });
  useEffect(() => {
    if (stopped) return;
    return follow({
      ask: async () => {
        const answer = await look(token);
        if (answer.kind === "ok") return answer;
        throw answer.kind === "refused" ? new ApiError(answer.status, answer.fault) : new ApiError(null, null);
      },
      answered: ({ view, offset }) => {
        setLooked({ view, offset, at: Date.now(), fault: null, away: false });
      },
      failed: ({ fault }, trying) => {
        setLooked((held) => ({ ...held, fault: trying ? held.fault : (fault ?? UNKNOWN), away: trying }));
      },
      everyMs: EVERY_MS,
    });
  }, [token, stopped, moved]);
  return looked;
}
