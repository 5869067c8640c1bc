import { count, percent } from "../figures";
import { useWords } from "../words/useWords";
import { METRIC_TABLE, type Metric } from "./metrics";
import { CLASSES, fillOf } from "./Patterns";

/** What each fill of the map means, in words. */
export function Legend({ metric }: { metric: Metric }) {
  const { t, language, span } = useWords();
  const { bounds, kind, more } = METRIC_TABLE[metric];
  const told = (value: number) =>
    kind === "share" ? percent(value, language) : kind === "ms" ? span(value) : count(value, language);
  const text = (level: number) => {
    const bound = bounds[level];
    const last = bounds[3];
    if (bound === undefined) return t(more ? "map.below" : "map.above", { value: told(last) });
    if (bound === 0) return told(0);
    return t(more ? "map.from" : "map.up_to", { value: told(bound) });
  };
  return (
    <ul className="op-legend" aria-label={t("map.legend")}>
      {CLASSES.map((level) => (
        <li key={level}>
          <svg width="26" height="16" aria-hidden="true" focusable="false">
            <rect x="0.5" y="0.5" width="25" height="15" className="swatch" fill={fillOf(level)} />
          </svg>
          <span className="num">{text(level)}</span>
        </li>
      ))}
      <li>
        <svg width="26" height="16" aria-hidden="true" focusable="false">
          <rect x="0.5" y="0.5" width="25" height="15" className="swatch" fill={fillOf(null)} />
        </svg>
        {t("map.unknown")}
      </li>
    </ul>
  );
}
