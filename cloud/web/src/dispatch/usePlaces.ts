import { useMemo } from "react";

import { useAsked } from "../hooks/useAsked";
import type { Mark } from "../map/marks";
import { waterMarks } from "../map/waterMarks";
import { facilityMarks, waterLabel, type Facility, type Water } from "./places";
import { useDispatchWords } from "./useDispatchWords";
import { whole } from "./useBoard";

const PAGE = 500;

/** Water, hospitals and hazardous sites of the region; they hardly change, and are asked for once a page. */
export function usePlaces(): readonly Mark[] {
  const { speak, language } = useDispatchWords();
  const waters = useAsked("waters", () => whole<Water>("/waters", PAGE)).data;
  const facilities = useAsked("facilities", () => whole<Facility>("/facilities", PAGE)).data;
  return useMemo(
    () => [...waterMarks(waters ?? [], (water) => waterLabel(water, speak)), ...facilityMarks(facilities ?? [], speak)],
    // eslint-disable-next-line react-hooks/exhaustive-deps -- names change with the language alone
    [waters, facilities, language],
  );
}
