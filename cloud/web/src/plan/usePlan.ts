import type { Alarm } from "../api/types";
import { useData } from "../operator/useData";
import { useRoute } from "../shell/useRoute";
import { queryOf, type BuildingName, type BuildingPlan, type PartPlace } from "./api";
import { floorOfPart } from "./marks";

/** Others move devices too; nothing urgent hangs on it. */
const EVERY_MS = 120_000;

/** In which building a part stands; undefined while it is not known. */
const usePlace = (alarm: Alarm | null, wanted: boolean): PartPlace | undefined =>
  useData<PartPlace>(alarm && wanted ? "/plans/place" : null, { gateway: alarm?.gateway, part: alarm?.part }).data ??
  undefined;

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
    /** Whichever of the two was not told. */
    failed: names.fault ? names : plan,
    again: plan.again,
    /** The first fire's building, where it is another than the one shown. */
    elsewhere:
      burning !== null && plan.data && plan.data.id !== burning && first && !floorOfPart(plan.data.floors, first)
        ? burning
        : null,
  };
}
