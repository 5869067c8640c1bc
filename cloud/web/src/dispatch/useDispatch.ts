/** What every page of dispatch uses: the live board, the words of the centre, and what a mark is called. */

import { createContext, useContext, useMemo } from "react";

import type { Vocabulary } from "./api";
import type { Telling } from "./marks";
import type { LiveBoard } from "./useBoard";
import { useDispatchWords } from "./useDispatchWords";

export interface Dispatch extends LiveBoard {
  vocabulary: Vocabulary | null;
  tell: Telling;
}

export const DispatchContext = createContext<Dispatch | null>(null);

export function useDispatch(): Dispatch {
  const dispatch = useContext(DispatchContext);
  if (!dispatch) throw new Error("useDispatch outside of DispatchContext");
  return dispatch;
}

/** What marks are called in the reader's language. */
export function useTelling(kinds: Record<string, { zh: string; en: string }> | undefined): Telling {
  const { t, speak, language } = useDispatchWords();
  return useMemo(
    () => ({
      grade: (incident) => speak(incident.grade_name),
      incident: (incident) =>
        t("tell.incident", {
          number: incident.id,
          grade: speak(incident.grade_name),
          type: speak(incident.type_name),
          place: incident.place,
          state: speak(incident.state_name),
        }),
      station: (station, ready, all) => t("tell.station", { name: station.name, ready, all }),
      unit: (unit, stale) => t(stale ? "tell.unit_stale" : "tell.unit", { name: unit.name, state: speak(unit.state_name) }),
      alarm: (site) => {
        const counted = Object.entries(site.counts)
          .map(([kind, count]) => `${speak(kinds?.[kind] ?? { zh: kind, en: kind })} ${count}`)
          .join("、");
        const what = t("tell.alarm", { name: `${site.organisation} ${site.building}`, counted });
        return site.silent > 0 ? t("tell.silent", { what, silent: site.silent, all: site.gateways }) : what;
      },
      room: (name) => t("tell.room", { name }),
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- words change with the language alone
    [language, kinds],
  );
}
