import { useCallback, useRef } from "react";

import { useQueue, type Queue, type Queued } from "../offline/useQueue";
import { sendJson, sendPhoto } from "./api";
import { nextOf, numbersOf, type Numbers, type Parcel } from "./outbox";
import { all, read, remove, write } from "./store";

export interface Outgoing extends Omit<Queue<Parcel>, "drop"> {
  /** Takes a refused parcel out, and what needs it; a person has seen why. */
  drop: (id: string) => void;
}

const NUMBERS = "numbers";

function deliver(parcel: Parcel, numbers: Numbers) {
  if (parcel.kind === "submission") return sendJson(`/inspections/${parcel.inspection}/submissions`, parcel.body);
  if (parcel.kind === "action") return sendJson(`/hazards/${parcel.hazard}/actions`, parcel.body);
  const hazard = typeof parcel.hazard === "number" ? parcel.hazard : numbers[parcel.hazard];
  const query = new URLSearchParams({ hazard_id: String(hazard), stage: parcel.stage, key: parcel.key, by: parcel.by });
  return sendPhoto(`/photos?${query.toString()}`, parcel.photo);
}

/** Sends what an inspector has done until the centre has it. `sent`: something has arrived. */
export function useParcels(sent: () => void): Outgoing {
  const numbers = useRef<Numbers>({});
  const queue = useQueue<Parcel>({
    owner: "inspector",
    load: async () => {
      const [held, known] = await Promise.all([all<Queued<Parcel>>("parcels"), read<Numbers>("kept", NUMBERS)]);
      numbers.current = known ?? {};
      return held;
    },
    keep: (parcel) => write("parcels", parcel.id, parcel),
    forget: (id) => remove("parcels", id),
    next: (parcels) => nextOf(parcels, numbers.current),
    deliver: (parcel) => deliver(parcel, numbers.current),
    arrived: async (parcel, body) => {
      if (parcel.kind === "submission") {
        numbers.current = { ...numbers.current, ...numbersOf(body) };
        await write("kept", NUMBERS, numbers.current);
      }
      sent();
    },
  });
  const { parcels, drop: dropAll } = queue;
  const drop = useCallback(
    (id: string) => {
      const gone = parcels.find((parcel) => parcel.id === id);
      const findings = new Set<number | string>(gone?.kind === "submission" ? gone.findings : []);
      // The photos of findings that nobody will have go with them.
      dropAll((parcel) => parcel.id === id || (parcel.kind === "photo" && findings.has(parcel.hazard)));
    },
    [parcels, dropAll],
  );
  return { ...queue, drop };
}
