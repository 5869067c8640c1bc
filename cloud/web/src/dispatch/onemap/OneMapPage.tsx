import { useEffect, useMemo, useState } from "react";

import { useNow } from "../../hooks/useNow";
import { LayerSwitch } from "../../map/LayerSwitch";
import { MarkList } from "../../map/MarkList";
import { boundsOf, LAYERS, type Bounds, type Layer, type Mark } from "../../map/marks";
import { RegionMap } from "../../map/RegionMap";
import { useData } from "../../operator/useData";
import { State } from "../../operator/works/State";
import { useRoute } from "../../shell/useRoute";
import type { Reach } from "../api";
import { ordered } from "../board";
import { CutNote } from "../CutNote";
import { FollowSwitch } from "../FollowSwitch";
import { forceMarks, incidentId, incidentMarks, numberOf, reachSurfaces, siteMarks } from "../marks";
import { useDispatch } from "../useDispatch";
import { useConditions } from "../useConditions";
import { useDispatchWords } from "../useDispatchWords";
import { useFollow } from "../useFollow";
import { useLayers } from "../useLayers";
import { usePlaces } from "../usePlaces";
import { Detail } from "./Detail";
import { WeatherNote } from "./WeatherNote";

/** Layers of which this centre has nothing to draw are not offered. */
const ALWAYS: ReadonlySet<Layer> = new Set(["incidents", "alarms", "devices", "forces", "rooms", "weather"]);

/** The one map: incidents, forces, alarms and places, in layers, with all of it in words beside it. */
export function OneMapPage() {
  const { t, watch } = useDispatchWords();
  const { board, sites, tell, offset } = useDispatch();
  const { query } = useRoute();
  const asked = Number(query.incident);
  const follow = useFollow(asked > 0 ? asked : null);
  const [other, setOther] = useState<string | null>(null);
  const selected = other ?? (follow.selected === null ? null : incidentId(follow.selected));
  const layers = useLayers();
  const places = usePlaces();
  const [listed, setListed] = useState<Layer>("incidents");
  const devices = layers.shown.has("devices") || listed === "devices";
  const conditions = useConditions(tell, devices);
  const [reachPath, setReachPath] = useState<string | null>(null);
  const reach = useData<Reach>(reachPath);
  const now = useNow(offset);
  const moment = Math.floor(now / 10_000) * 10_000;
  const staleAfter = sites?.stale_after_s ?? 0;
  useEffect(() => {
    document.title = t("onemap.title");
  }, [t]);

  const open = useMemo(() => ordered(board.incidents.values()), [board.incidents]);
  const all = useMemo<Mark[]>(
    () => [
      ...incidentMarks(open, tell),
      ...forceMarks(board, moment, staleAfter, tell),
      ...siteMarks(sites, open, tell),
      ...places,
      ...conditions.marks,
    ],
    [open, board, moment, staleAfter, sites, tell, places, conditions.marks],
  );
  const hidden = LAYERS.filter((layer) => !layers.shown.has(layer)).join();
  const marks = useMemo(() => all.filter(({ layer }) => layer === "spot" || !hidden.split(",").includes(layer)), [all, hidden]);
  const surfaces = useMemo(
    () => (reachPath !== null && !hidden.split(",").includes("reach") ? reachSurfaces(reach.data) : []),
    [reach.data, reachPath, hidden],
  );
  const count = (layer: Layer) => all.filter((mark) => mark.layer === layer).length;
  const offered = LAYERS.filter((layer) => ALWAYS.has(layer) || (layer === "reach" ? reachPath !== null : count(layer) > 0));
  const select = (id: string) => {
    const incident = numberOf("incident", id);
    if (incident === null) {
      setOther(id);
      return;
    }
    setOther(null);
    follow.select(incident);
  };
  // The map goes to what is chosen, once; then it is the reader's.
  const [seen, setSeen] = useState<{ key: string; bounds: Bounds | null }>(() => ({
    key: "",
    // The weather of the whole region is no reason to look at all of it.
    bounds: boundsOf(all.filter(({ layer }) => layer !== "weather").map(({ at }) => at)),
  }));
  const key = `${selected ?? ""}/${reach.data ? (reachPath ?? "") : ""}`;
  if (key !== seen.key && key !== "/") {
    const at = all.find(({ id }) => id === selected)?.at;
    const rings = reachSurfaces(reachPath === null ? null : reach.data).flatMap((surface) => surface.rings.flat());
    setSeen({ key, bounds: boundsOf(rings.length > 0 ? rings : at ? [at] : []) });
  }
  return (
    <main className="dp-onemap">
      <h1 className="visually-hidden">{t("onemap.title")}</h1>
      <CutNote />
      <div className="dp-onemap-columns">
        <aside className="dp-side" aria-label={t("onemap.side")}>
          <LayerSwitch
            layers={offered.map((layer) => ({
              layer,
              count: layer === "reach" || (layer === "devices" && !devices) ? null : count(layer),
            }))}
            shown={layers.shown}
            onSwitch={layers.toggle}
          >
            <p className="muted dp-stale">{t("onemap.stale", { time: watch(staleAfter) })}</p>
            {layers.shown.has("weather") && <WeatherNote weather={conditions.weather} />}
            {conditions.more && <p className="muted dp-stale">{t("onemap.more")}</p>}
          </LayerSwitch>
          <FollowSwitch follows={follow.follows} onFollow={follow.setFollows} />
          {selected !== null && <Detail
              key={selected}
              selected={selected}
              label={all.find(({ id }) => id === selected)?.label ?? ""}
              onReach={setReachPath}
            />}
          {reachPath !== null && (
            <div className="dp-reach" data-testid="reach">
              {reach.data ? (
                <>
                  <p>{t(reach.data.estimated ? "onemap.reach_curve" : "onemap.reach_roads")}</p>
                  <ul className="dp-bands">
                    {reach.data.bands.map(({ minutes }, step) => (
                      <li key={minutes}>
                        <svg className="rm-image" viewBox="0 0 24 24" aria-hidden="true">
                          <rect x="2" y="2" width="20" height="20" className="rm-surface" data-step={step} />
                        </svg>
                        {t("onemap.minutes", { minutes })}
                      </li>
                    ))}
                  </ul>
                </>
              ) : (
                <State loaded={reach} />
              )}
              <button
                type="button"
                className="button quiet"
                onClick={() => {
                  setReachPath(null);
                }}
              >
                {t("onemap.reach_off")}
              </button>
            </div>
          )}
          <section className="dp-words" aria-label={t("onemap.words")}>
            <label className="op-field">
              <span>{t("onemap.words")}</span>
              <select
                value={listed}
                onChange={({ target }) => {
                  setListed(target.value as Layer);
                }}
              >
                {offered
                  .filter((layer) => layer !== "reach")
                  .map((layer) => (
                    <option key={layer} value={layer}>
                      {t(`list.layer_${layer}`)}
                    </option>
                  ))}
              </select>
            </label>
            <MarkList
              label={t(`list.layer_${listed}`)}
              marks={all.filter(({ layer }) => layer === listed)}
              selected={selected}
              onSelect={select}
              empty={t("onemap.none")}
            />
          </section>
        </aside>
        <RegionMap
          label={t("map.title")}
          marks={marks}
          surfaces={surfaces}
          selected={selected}
          bounds={seen.bounds}
          onSelect={select}
        />
      </div>
    </main>
  );
}
