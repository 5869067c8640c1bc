import { useState } from "react";

import { say } from "../../hooks/useDesk";
import { useNamespace } from "../../i18n/useNamespace";
import type { Answer } from "../../offline/asking";
import { tell } from "../api";

export interface Acting {
  busy: boolean;
  /** Why the last one was not taken; null: it was. */
  fault: string | null;
  act: (path: string, body: object) => Promise<boolean>;
  run: (work: () => Promise<Answer>) => Promise<boolean>;
}

/** Does one thing after the other, and says why one was not taken. */
export function useActing(token: string, done: () => void): Acting {
  const { t, language } = useNamespace("crew");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const run = async (work: () => Promise<Answer>) => {
    setBusy(true);
    const answer = await work();
    setBusy(false);
    if (answer.kind === "ok") setFault(null);
    else {
      const told = answer.kind === "refused" ? answer.fault : null;
      setFault(told ? say({ zh: told.message_zh, en: told.message_en }, language) : t("not_sent"));
    }
    done();
    return answer.kind === "ok";
  };
  return { busy, fault, run, act: (path, body) => run(() => tell(token, path, body)) };
}
