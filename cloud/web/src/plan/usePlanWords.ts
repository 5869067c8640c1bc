import { useNamespace } from "../i18n/useNamespace";
import { addPlanWords } from "./words";

addPlanWords();

/** The words of floor plans, names in the reader's language, lengths and moments. */
export function usePlanWords() {
  const words = useNamespace("plan");
  const { t } = words;
  return {
    ...words,
    /** 3F by its own name, else by its level. */
    floorName: (floor: { level: number; name: string }) =>
      floor.name ||
      (floor.level < 0
        ? t("floor.below", { number: -floor.level })
        : t("floor.above", { number: floor.level })),
  };
}
