import { useMemo } from "react";

import { useSound, type SoundDesk } from "../hooks/useSound";
import type { Incident } from "./api";

/** Rings for what nobody has taken in hand, and softer where the centre asks a person. */
export function useRings(incidents: Iterable<Incident>): SoundDesk {
  const rings = useMemo(
    () =>
      [...incidents].flatMap(({ id, state, held_by, ask_until, reports }) => {
        if (state === "open" && held_by === null) return { key: `incident:${id}`, turn: reports, sound: "fire" as const };
        return ask_until === null ? [] : { key: `ask:${id}`, turn: ask_until, sound: "warning" as const };
      }),
    [incidents],
  );
  return useSound(rings);
}
