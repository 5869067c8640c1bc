import { useState } from "react";

import { ApiError } from "../api/client";

export interface Change {
  busy: boolean;
  fault: ApiError | null;
  /** Runs a change; what it gives is handed on only if it went well. */
  run: <T>(work: () => Promise<T>, done: (result: T) => void) => void;
}

/** One change on its way to the centre, and what it said if it refused. */
export function useChange(): Change {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiError | null>(null);
  const run: Change["run"] = (work, done) => {
    setBusy(true);
    setFault(null);
    work().then(
      (result) => {
        setBusy(false);
        done(result);
      },
      (reason: unknown) => {
        setBusy(false);
        setFault(reason instanceof ApiError ? reason : new ApiError(null, null, reason));
      },
    );
  };
  return { busy, fault, run };
}
