import { percent } from "../../operator/figures";
import { usePlaceWords } from "../usePlaceWords";
import { leastFirst, PARTS, shareOf, type Figures, type Measure } from "./api";

interface Props {
  label: string;
  measure: Measure;
  rows: readonly Figures[];
  hrefOf: (row: Figures) => string;
}

/** A share of each, the least first: a bar, its two counts, and the way down. */
export function ShareBars({ label, measure, rows, hrefOf }: Props) {
  const { t, language, speak, number } = usePlaceWords();
  return (
    <ul className="op-bars pl-bars" aria-label={label}>
      {leastFirst(measure, rows).map((row) => {
        const share = shareOf(measure, row);
        const part = PARTS[measure](row);
        return (
          <li key={row.code}>
            <a href={hrefOf(row)}>{speak(row.name)}</a>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect width="100" height="8" className="bar-ground" />
              <rect width={Math.min(share ?? 0, 1) * 100} height="8" className="bar" />
            </svg>
            <span className="num muted">
              {part && part.under > 0
                ? t("coverage.of", { over: number(part.over), under: number(part.under) })
                : t("coverage.nothing")}
            </span>
            <span className="num">{percent(share, language)}</span>
          </li>
        );
      })}
    </ul>
  );
}
