import type { AreaFigures } from "../api";
import { count, NONE, percent } from "../figures";
import { useWords } from "../words/useWords";
import { METRIC_TABLE, type Metric } from "./metrics";

/** Says the figure of an area that the map is coloured by. */
export function useTold(metric: Metric): (figures: AreaFigures) => string {
  const { language, span } = useWords();
  const { value, kind } = METRIC_TABLE[metric];
  return (figures) => {
    const found = value(figures);
    if (found === null) return NONE;
    return kind === "share" ? percent(found, language) : kind === "ms" ? span(found) : count(found, language);
  };
}
