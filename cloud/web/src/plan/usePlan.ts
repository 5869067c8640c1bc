import { useEffect, useState } from "react";

import type { Alarm } from "../api/types";
import { useData } from "../operator/useData";
import { useRoute } from "../shell/useRoute";
import { fetchPlace, queryOf, type BuildingName, type BuildingPlan, type PartPlace } from "./api";
import { floorOfPart } from "./marks";

/** Others move devices too; nothing urgent hangs on it. */
const EVERY_MS = 120_000;

/** In which building a part stands; undefined while it is not known. */
function usePlace(alarm: Alarm | null, wanted: boolean): PartPlace | undefined {
  const [held, setHeld] = useState<{ key: string; place: PartPlace } | null>(null);
  const key = alarm && wanted ? JSON.stringify([alarm.gateway, alarm.part]) : "";
  useEffect(() => {
    if (!key) return;
    const [gateway, part] = JSON.parse(key) as [string, string];
    const abort = new AbortController();
    fetchPlace(gateway, part, abort.signal).then(
      (place) => {
        setHeld({ key, place });
      },
      () => undefined,
    );
    return () => {
      abort.abort();
    };
  }, [key]);
  return held?.key === key ? held.place : undefined;
}

/** The buildings of this room, and the plan of the one that is shown: chosen, else the first fire's, else the first. */
export function usePlan(first: Alarm | null, chosen: number | null) {
  const { query } = useRoute();
  const names = useData<{ items: BuildingName[]; next: number | null }>(
    "/plans/buildings",
    queryOf(query),
    EVERY_MS,
  );
  const several = (names.data?.items.length ?? 0) > 1 || (names.data?.next ?? null) !== null;
  const burning = usePlace(first, several)?.building_id ?? null;
  const building = chosen ?? burning ?? names.data?.items[0]?.id ?? null;
  const plan = useData<BuildingPlan>(building === null ? null : `/buildings/${building}/plan`, {}, EVERY_MS);
  return {
    names: names.data?.items ?? [],
    /** Whether the centre has said which buildings there are. */
    told: names.data !== null,
    plan: plan.data,
    fault: names.fault ?? plan.fault,
    again: names.fault ? names.again : plan.again,
    /** The first fire's building, where it is another than the one shown. */
    elsewhere:
      burning !== null && plan.data && plan.data.id !== burning && first && !floorOfPart(plan.data.floors, first)
        ? burning
        : null,
  };
}
