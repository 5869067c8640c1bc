import { useState } from "react";

import { ApiError } from "../api/client";
import { useDesk } from "../hooks/useDesk";

/** Sends something in the seat's name from a dialog, which shows by itself why it was refused. */
export function useSending(): {
  busy: boolean;
  fault: ApiError | null;
  send: (run: (by: string) => Promise<void>) => void;
} {
  const { inTheirName } = useDesk();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiError | null>(null);
  const send = (run: (by: string) => Promise<void>) => {
    inTheirName(async (by) => {
      setBusy(true);
      setFault(null);
      try {
        await run(by);
      } catch (error) {
        setFault(error instanceof ApiError ? error : new ApiError(null, null, error));
      }
      setBusy(false);
    });
  };
  return { busy, fault, send };
}
