import type { Boundaries } from "../../operator/api";
import { fillOf } from "../../operator/map/Patterns";
import { useDrawing, WIDTH } from "../../operator/map/useShapes";
import type { ChildTotals } from "../api";
import { boundsOf, classOf, highOf, highShare, worstOf, type Measure } from "../bands";
import { pageHref } from "../links";
import { useRiskWords } from "../useRiskWords";
import { AreaLegend } from "./Legend";

const NONE: Boundaries["counties"] = {};
const SEAT_R = 26;

/** The figure of an area in words, as the map and the table say it. */
export function useTold(measure: Measure): (totals: ChildTotals) => string {
  const { t, number, amount, percent } = useRiskWords();
  return (totals) => {
    if (totals.sites === 0) return t("map.nothing");
    if (measure === "expected") return t("map.expected", { value: amount(totals.expected_365.value) });
    const worst = worstOf(totals);
    if (measure === "worst" && worst) return t(`band.${worst}`);
    return t("map.high", { count: number(highOf(totals)), share: percent(highShare(totals) ?? 0) });
  };
}

interface Props {
  parent: string;
  items: readonly ChildTotals[];
  boundaries: Boundaries | null;
  measure: Measure;
}

/** The areas below one, filled by a figure. Each is a link down; the table says the same in words. */
export function AreaMap({ parent, items, boundaries, measure }: Props) {
  const { t, speak, number, amount } = useRiskWords();
  const told = useTold(measure);
  const by = new Map(items.map((item) => [item.area, item]));
  const bounds = boundsOf(measure, items);
  const { height, shapes, ground } = useDrawing(
    parent,
    items.map(({ area }) => area),
    boundaries?.counties ?? NONE,
    () => SEAT_R,
  );
  const seated = shapes.some(({ circle }) => circle !== null);
  return (
    <figure className="op-map risk-map" data-testid="areas">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="group" aria-label={t("map.label", { measure: t(`measure.${measure}`) })}>
        {ground.map((path) => (
          <path key={path.slice(0, 24)} d={path} className="map-ground" />
        ))}
        {shapes.map(({ area, circle, path }) => {
          const item = by.get(area);
          if (!item) return null;
          const fill = fillOf(classOf(measure, item, bounds));
          const words = `${speak(item.label)}: ${told(item)} · ${t("map.sites", { sites: number(item.sites) })}`;
          return (
            <a key={area} href={pageHref("map", { area, measure })} className="map-area" aria-label={words} data-area={area}>
              <title>{words}</title>
              {circle ? <circle cx={circle.x} cy={circle.y} r={circle.r} fill={fill} /> : <path d={path ?? ""} fill={fill} />}
            </a>
          );
        })}
        {shapes.map(({ area, circle, label: [x, y] }) => {
          const item = by.get(area);
          if (!item) return null;
          return (
            <text key={area} x={x} y={y + (circle ? circle.r + 14 : 0)} className="map-label" aria-hidden="true">
              <tspan x={x}>{speak(item.label)}</tspan>
              {item.sites > 0 && (
                <tspan x={x} dy="1.2em" className="map-value">
                  {measure === "expected" ? amount(item.expected_365.value) : told(item)}
                </tspan>
              )}
            </text>
          );
        })}
      </svg>
      <figcaption>
        <AreaLegend measure={measure} bounds={bounds} />
        <p className="muted">{t(seated ? "map.seats" : "map.outlines")}</p>
      </figcaption>
    </figure>
  );
}
