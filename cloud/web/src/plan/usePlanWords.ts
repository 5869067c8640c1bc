import { useTranslation } from "react-i18next";

import { say } from "../hooks/useDesk";
import type { Label } from "../api/types";
import { formatTime } from "../time/format";
import { addPlanWords } from "./words";

addPlanWords();

/** The words of floor plans, names in the reader's language, lengths and moments. */
export function usePlanWords() {
  const { t, i18n } = useTranslation("plan");
  const { language } = i18n;
  return {
    t,
    language,
    speak: (label: Label) => say(label, language),
    moment: (ms: number) => formatTime(ms, "daytime", language),
    /** 3F by its own name, else by its level. */
    floorName: (floor: { level: number; name: string }) =>
      floor.name ||
      (floor.level < 0
        ? t("floor.below", { number: -floor.level })
        : t("floor.above", { number: floor.level })),
  };
}
