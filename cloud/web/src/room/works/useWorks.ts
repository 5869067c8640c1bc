import { useEffect } from "react";

import type { Works } from "../../api/types";
import { useDesk } from "../../hooks/useDesk";
import { useNow } from "../../hooks/useNow";
import { useData } from "../../operator/useData";

const EVERY_MS = 10_000;

export interface Declared {
  /** In force as the centre last said; null: it has not said. */
  items: readonly Works[] | null;
  /** Whether the centre refuses or fails to say. */
  unread: boolean;
  again: () => void;
}

/** The works in force, asked anew every few seconds, after every reconnect, and when one ought to be over. */
export function useWorks(): Declared {
  const { epoch, state } = useDesk();
  const { data, fault, again } = useData<{ items: Works[] }>("/maintenance", { in_force: true, limit: 100 }, EVERY_MS);
  const next = Math.min(...(data?.items ?? []).map((each) => each.until), Number.MAX_SAFE_INTEGER);
  const over = next <= useNow(state.offset);
  useEffect(() => {
    if (epoch > 0 || over) again();
  }, [epoch, over, again]);
  return { items: data?.items ?? null, unread: fault !== null, again };
}

/** Where works are, in words: the gateway's building, and how many parts of it. */
export function useWorksPlace(): (works: Pick<Works, "gateway" | "building_id" | "parts">) => {
  gateway: string | null;
  zh: string;
  en: string;
} {
  const { state } = useDesk();
  return ({ gateway, building_id }) => {
    const held =
      gateway === null
        ? [...state.gateways.values()].find((each) => each.building_id === building_id)
        : state.gateways.get(gateway);
    return { gateway, zh: held?.building.zh ?? "", en: held?.building.en ?? "" };
  };
}
