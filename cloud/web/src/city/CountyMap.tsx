import type { AreaList, Boundaries } from "../operator/api";
import { fillOf, Patterns } from "../operator/map/Patterns";
import { useDrawing, WIDTH } from "../operator/map/useShapes";
import { useData } from "../operator/useData";
import { State } from "../operator/works/State";
import { hrefOf } from "../shell/route";
import type { County } from "./api";
import { FILL, openIn, STATES, stateOf } from "./counties";
import { useCityWords } from "./useCityWords";

const NONE: Boundaries["counties"] = {};
const SEAT_R = 26;

/** The areas below one by the worst that is open there. Each is a link that narrows the groups to it. */
export function CountyMap({ parent, counties }: { parent: string; counties: readonly County[] }) {
  const { t, speak } = useCityWords();
  const areas = useData<AreaList>("/fleet/areas", { parent });
  const boundaries = useData<Boundaries>("/fleet/boundaries");
  const items = areas.data?.items ?? [];
  const { height, shapes, ground } = useDrawing(
    parent,
    items.map(({ area }) => area),
    boundaries.data?.counties ?? NONE,
    () => SEAT_R,
  );
  if (items.length === 0) return <State loaded={areas} empty />;
  const names = new Map(items.map(({ area, name }) => [area, speak(name)]));
  return (
    <figure className="op-map city-map">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="group" aria-label={t("map.label")}>
        <Patterns />
        {ground.map((path) => (
          <path key={path.slice(0, 24)} d={path} className="map-ground" />
        ))}
        {shapes.map(({ area, circle, path }) => {
          const open = openIn(area, counties);
          const told = `${names.get(area) ?? area}: ${t("map.told", { ...open })}`;
          const fill = fillOf(FILL[stateOf(open)]);
          return (
            <a key={area} href={hrefOf(["city"], { area })} className="map-area" aria-label={told} data-area={area} data-state={stateOf(open)}>
              <title>{told}</title>
              {circle ? <circle cx={circle.x} cy={circle.y} r={circle.r} fill={fill} /> : <path d={path ?? ""} fill={fill} />}
            </a>
          );
        })}
        {shapes.map(({ area, circle, label: [x, y] }) => {
          const open = openIn(area, counties);
          return (
            <text key={area} x={x} y={y + (circle ? circle.r + 14 : 0)} className="map-label" aria-hidden="true">
              <tspan x={x}>{names.get(area) ?? area}</tspan>
              {open.fires > 0 && (
                <tspan
                  x={circle ? circle.x : x}
                  y={circle ? circle.y + 6 : undefined}
                  dy={circle ? undefined : "1.2em"}
                  className="map-value"
                >
                  {circle ? open.fires : t("map.fires", { count: open.fires })}
                </tspan>
              )}
            </text>
          );
        })}
      </svg>
      <figcaption>
        <ul className="op-legend" aria-label={t("map.legend")}>
          {STATES.map((state) => (
            <li key={state}>
              <svg width="26" height="16" aria-hidden="true" focusable="false">
                <rect x="0.5" y="0.5" width="25" height="15" className="swatch" fill={fillOf(FILL[state])} />
              </svg>
              {t(`map.${state}`)}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
