import type { Gateway, Label } from "../../api/types";

export interface WorksPlace {
  key: string;
  building: Label;
  building_id: number | null;
  /** null: the whole building, with every gateway in it. */
  gateway: string | null;
}

/** Where works can be: each building of the registry as a whole, and then each gateway. */
export function placesOf(gateways: readonly Gateway[]): WorksPlace[] {
  const whole = new Map<number, WorksPlace>();
  for (const { building, building_id } of gateways) {
    if (building_id !== null && !whole.has(building_id)) {
      whole.set(building_id, { key: `building/${building_id}`, building, building_id, gateway: null });
    }
  }
  const single = gateways.map(({ building, gateway }) => ({ key: gateway, building, building_id: null, gateway }));
  return [...whole.values(), ...single];
}
