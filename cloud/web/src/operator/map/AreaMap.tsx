import type { Label } from "../../api/types";
import type { AreaFigures, Boundaries } from "../api";
import { areaHref, organisationsHref } from "../links";
import { useWords } from "../words/useWords";
import { Legend } from "./Legend";
import { classOf, type Metric } from "./metrics";
import { useTold } from "./useTold";
import { fillOf, Patterns } from "./Patterns";
import { useDrawing, WIDTH, type Shape } from "./useShapes";

/** Where an area on the map leads: down to its counties, or to a county's organisations. */
export const downOf = (area: string, metric: Metric) =>
  area.length >= 6 ? organisationsHref({ area }) : areaHref(area, { metric: metric === "online" ? null : metric });

interface Props {
  parent: string;
  items: readonly AreaFigures[];
  boundaries: Boundaries | null;
  metric: Metric;
  /** Names of the leagues, where the region is drawn by counties. */
  names: ReadonlyMap<string, Label>;
}

const NONE: Boundaries["counties"] = {};
const LEAST_R = 11;
const MOST_R = 22;

function Caption({ shape, text, value }: { shape: Shape; text: string; value: string }) {
  const [x, y] = shape.label;
  const below = shape.circle ? shape.circle.r + 12 : 0;
  return (
    <text x={x} y={y + below} className="map-label" aria-hidden="true">
      <tspan x={x}>{text}</tspan>
      {!shape.circle && (
        <tspan x={x} dy="1.2em" className="map-value">
          {value}
        </tspan>
      )}
    </text>
  );
}

/** The areas below one, coloured by a figure. Each is a link; the table beside says the same in words. */
export function AreaMap({ parent, items, boundaries, metric, names }: Props) {
  const { t, speak } = useWords();
  const told = useTold(metric);
  const by = new Map(items.map((item) => [item.area, item]));
  const most = Math.max(1, ...items.map((item) => item.gateways));
  const { height, shapes, ground, leagues } = useDrawing(
    parent,
    items.map(({ area }) => area),
    boundaries?.counties ?? NONE,
    (area) => LEAST_R + (MOST_R - LEAST_R) * Math.sqrt((by.get(area)?.gateways ?? 0) / most),
  );
  const given = shapes.some(({ area, path }) => area.length > 4 && path !== null);
  const seated = shapes.some(({ circle }) => circle !== null);
  return (
    <figure className="op-map">
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="group"
        aria-label={t("map.label", { metric: t(`metric.${metric}`) })}
      >
        <Patterns />
        {ground.map((path) => (
          <path key={path.slice(0, 24)} d={path} className="map-ground" />
        ))}
        {shapes.map((shape) => {
          const item = by.get(shape.area);
          if (!item) return null;
          const fill = fillOf(classOf(metric, item));
          return (
            <a
              key={shape.area}
              href={downOf(shape.area, metric)}
              className="map-area"
              aria-label={`${speak(item.name)}: ${told(item)}`}
              data-area={shape.area}
            >
              <title>{`${speak(item.name)} · ${told(item)}`}</title>
              {shape.circle ? (
                <circle cx={shape.circle.x} cy={shape.circle.y} r={shape.circle.r} fill={fill} />
              ) : (
                <path d={shape.path ?? ""} fill={fill} />
              )}
            </a>
          );
        })}
        {leagues.map((league) => (
          <path key={league.area} d={league.path ?? ""} className="map-outline" />
        ))}
        {leagues.map((league) => (
          <text key={league.area} x={league.label[0]} y={league.label[1]} className="map-label" aria-hidden="true">
            {speak(names.get(league.area) ?? { zh: league.area, en: league.area })}
          </text>
        ))}
        {(leagues.length > 0 ? [] : shapes).map((shape) => {
          const item = by.get(shape.area);
          return item ? (
            <Caption key={shape.area} shape={shape} text={speak(item.name)} value={told(item)} />
          ) : null;
        })}
      </svg>
      <figcaption>
        <Legend metric={metric} />
        <p className="muted">
          {seated ? t("map.seats") : t(given ? "map.source_counties" : "map.source_leagues")}
          {boundaries?.source ? ` · ${boundaries.source}` : ""}
        </p>
      </figcaption>
    </figure>
  );
}
