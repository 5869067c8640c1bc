import { useMemo } from "react";

import type { Part } from "../../api/types";
import { useDesk } from "../../hooks/useDesk";
import { useNow } from "../../hooks/useNow";
import { beliefIn } from "../../state/belief";
import { statusOf, type Status } from "./status";

/** Ages matter to the minute here; every second would be drawn for nothing. */
const STEP_MS = 10_000;

/** Every part with how it stands now. */
export function usePartStatus(): { part: Part; status: Status }[] {
  const { state } = useDesk();
  const now = Math.floor(useNow(state.offset) / STEP_MS) * STEP_MS;
  const { parts, gateways, connection } = state;
  return useMemo(
    () =>
      [...parts.values()].map((part) => ({
        part,
        status: statusOf(part, beliefIn(part, gateways.get(part.gateway), connection.phase, now)),
      })),
    [parts, gateways, connection.phase, now],
  );
}
