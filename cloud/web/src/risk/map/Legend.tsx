import { CLASSES, fillOf } from "../../operator/map/Patterns";
import { BANDS } from "../api";
import { BandSwatch } from "../BandMark";
import type { Measure } from "../bands";
import { useRiskWords } from "../useRiskWords";

export function BandLegend() {
  const { t } = useRiskWords();
  return (
    <ul className="op-legend" aria-label={t("map.legend")}>
      {BANDS.map((band) => (
        <li key={band}>
          <BandSwatch band={band} /> {t(`band.${band}`)}
        </li>
      ))}
    </ul>
  );
}

function Class({ level, text }: { level: number | null; text: string }) {
  return (
    <li>
      <svg width="26" height="16" aria-hidden="true" focusable="false">
        <rect x="0.5" y="0.5" width="25" height="15" className="swatch" fill={fillOf(level)} />
      </svg>
      <span className="num">{text}</span>
    </li>
  );
}

/** What each fill of the map means, in words. */
export function AreaLegend({ measure, bounds }: { measure: Measure; bounds: readonly number[] }) {
  const { t, percent, figure } = useRiskWords();
  if (measure === "worst") return <BandLegend />;
  const told = (value: number | undefined) =>
    measure === "expected" ? figure(value ?? 0, 2) : percent(value ?? 0);
  return (
    <ul className="op-legend" aria-label={t("map.legend")}>
      {CLASSES.map((level) => (
        <Class
          key={level}
          level={level}
          text={
            level === CLASSES.length - 1
              ? t("map.above", { value: told(bounds[level - 1]) })
              : t("map.up_to", { value: told(bounds[level]) })
          }
        />
      ))}
      <Class level={null} text={t("map.nothing")} />
    </ul>
  );
}
