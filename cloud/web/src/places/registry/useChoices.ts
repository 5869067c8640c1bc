import { useData } from "../../operator/useData";
import type { Option } from "./RecordForm";

interface Named {
  id: number;
  name: string;
}

export interface Place {
  organisation: number;
  building: number | undefined;
  /** The floor that is open: what is added is put into one of its rooms. */
  floor: number | undefined;
}

const named = (rows: readonly Named[] = []): Option[] => rows.map(({ id, name }) => ({ value: String(id), text: name }));

/** The gateways, buildings and rooms that a record below an organisation can name. */
export function useChoices({ organisation, floor }: Place) {
  const gateways = useData<{ items: { gateway: string }[] }>(`/organisations/${organisation}/gateways`, { limit: 500 });
  const buildings = useData<{ items: Named[] }>(`/organisations/${organisation}/buildings`, { limit: 500 });
  const rooms = useData<{ items: Named[] }>(floor === undefined ? null : `/floors/${floor}/rooms`, { limit: 500 });
  return {
    gateway: (gateways.data?.items ?? []).map(({ gateway }) => ({ value: gateway, text: gateway })),
    building_id: named(buildings.data?.items),
    room_id: named(rooms.data?.items),
  };
}
