import { useEffect, useMemo } from "react";

import { useNow } from "../../hooks/useNow";
import { boundsOf, type Mark } from "../../map/marks";
import { RegionMap } from "../../map/RegionMap";
import { ordered, strengths } from "../board";
import { CutNote } from "../CutNote";
import { GradeMark } from "../IncidentMark";
import { forceMarks, incidentMarks, siteMarks } from "../marks";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { drift, latestOrders, loadOf, turnOf } from "./rows";

const INCIDENTS = 6;
const STATIONS = 8;
const ORDERS = 5;
const TURN_MS = 15_000;
const DRIFT_PX = 6;

/** The big wall: read from afar, touched by nobody. */
export function WallPage() {
  const { t, speak, clock, day, watch, number } = useDispatchWords();
  const { board, sites, tell, offset } = useDispatch();
  const now = useNow(offset);
  const moment = Math.floor(now / 10_000) * 10_000;
  const staleAfter = sites?.stale_after_s ?? 0;
  useEffect(() => {
    document.title = t("wall.title");
  }, [t]);
  const open = useMemo(() => ordered(board.incidents.values()), [board.incidents]);
  const marks = useMemo<Mark[]>(
    () => [
      ...incidentMarks(open, tell),
      ...forceMarks(board, moment, staleAfter, tell),
      ...siteMarks(sites, open, tell).filter(({ layer }) => layer === "alarms"),
    ],
    [open, board, moment, staleAfter, sites, tell],
  );
  // Where something burns is what is looked at; all forces where nothing does.
  const burning = marks.filter(({ layer }) => layer !== "forces");
  const places = (burning.length > 0 ? burning : marks).map(({ at }) => at);
  const bounds = boundsOf(places, 0.06);
  const strength = useMemo(() => strengths(board.units.values()), [board.units]);
  const stations = useMemo(
    () => [...board.stations.values()].filter(({ id, closed }) => !closed && strength.has(id)),
    [board.stations, strength],
  );
  const load = useMemo(() => loadOf(open, board.units.values()), [open, board.units]);
  const shown = turnOf(open, INCIDENTS, now, TURN_MS);
  const rows = turnOf(stations, STATIONS, now, TURN_MS);
  const latest = latestOrders(open, ORDERS);
  const { x, y } = drift(now, DRIFT_PX);
  const figures = [
    { key: "open", value: load.open, text: t("wall.open"), loud: load.open > 0 },
    { key: "waiting", value: load.waiting, text: t("wall.waiting"), loud: load.waiting > 0 },
    { key: "ordered", value: load.ordered, text: t("wall.ordered"), loud: false },
    { key: "there", value: load.there, text: t("wall.there"), loud: false },
    { key: "ready", value: load.ready, text: t("wall.ready", { all: load.units }), loud: false },
  ];
  return (
    <main className="dp-wall" data-testid="wall" style={{ transform: `translate(${x}px, ${y}px)` }}>
      <header className="dp-wall-head">
        <h1>{t("wall.title")}</h1>
        <dl>
          {figures.map(({ key, value, text, loud }) => (
            <div key={key} data-figure={key} data-loud={loud || undefined}>
              <dt>{text}</dt>
              <dd className="num">{number(value)}</dd>
            </div>
          ))}
        </dl>
        <p className="dp-wall-clock">
          <time className="num">{clock(now)}</time>
          <span className="num">{day(now)}</span>
        </p>
      </header>
      <CutNote />
      <div className="dp-wall-body">
        <RegionMap label={t("map.title")} marks={marks} bounds={bounds} large still />
        <div className="dp-wall-lists">
          <section aria-label={t("list.title")}>
            <h2>
              {t("list.title")} {shown.pages > 1 && <span className="num">{t("wall.page", { page: shown.page + 1, pages: shown.pages })}</span>}
            </h2>
            {open.length === 0 ? (
              <p className="dp-wall-none">{t("list.none")}</p>
            ) : (
              <ul>
                {shown.rows.map((incident) => (
                  <li key={incident.id} data-waits={incident.state === "open" || undefined}>
                    <GradeMark incident={incident} />
                    <span className="num">{watch((now - incident.opened_at) / 1000)}</span>
                    <strong>{incident.place}</strong>
                    <span>
                      {speak(incident.type_name)} ·{" "}
                      {incident.orders.length === 0
                        ? speak(incident.state_name)
                        : t("list.orders", {
                            there: incident.orders.filter(({ arrived_at }) => arrived_at !== null).length,
                            all: incident.orders.length,
                          })}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section aria-label={t("wall.stations")}>
            <h2>
              {t("wall.stations")} {rows.pages > 1 && <span className="num">{t("wall.page", { page: rows.page + 1, pages: rows.pages })}</span>}
            </h2>
            <ul className="dp-wall-stations">
              {rows.rows.map((station) => {
                const { ready, all, out } = strength.get(station.id) ?? { ready: 0, all: 0, out: 0 };
                return (
                  <li key={station.id} data-none={ready === 0 || undefined}>
                    <strong>{station.name}</strong>
                    <span className="num">{t("wall.strength", { ready, all, out })}</span>
                  </li>
                );
              })}
            </ul>
          </section>
          <section aria-label={t("wall.orders")}>
            <h2>{t("wall.orders")}</h2>
            {latest.length === 0 ? (
              <p className="dp-wall-none">{t("wall.no_orders")}</p>
            ) : (
              <ul className="dp-wall-orders">
                {latest.map(({ incident, order }) => (
                  <li key={order.id}>
                    <time className="num">{clock(order.at)}</time>
                    <strong>{order.unit}</strong>
                    <span>
                      {incident.place} · {speak(board.units.get(order.unit_id)?.state_name ?? order.state_name)}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </div>
      </div>
    </main>
  );
}
