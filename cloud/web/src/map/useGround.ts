import { useEffect, useMemo, useState } from "react";
import leagues from "virtual:leagues";

import { getOnce } from "../api/client";
import type { Boundaries } from "../operator/api";
import { outlines, type Ring } from "../operator/map/rings";
import { fetchGround, type Tiles } from "./api";

export interface GroundOf {
  /** Undefined: not known yet; null: there are none. */
  tiles: Tiles | null | undefined;
  outlines: GeoJSON.FeatureCollection;
}

const NONE: Boundaries["counties"] = {};

function features(counties: Boundaries["counties"]): GeoJSON.FeatureCollection {
  const drawn = (code: string, rings: readonly Ring[]): GeoJSON.Feature => ({
    type: "Feature",
    properties: { code },
    geometry: outlines(rings),
  });
  return {
    type: "FeatureCollection",
    features: [...Object.entries(leagues), ...Object.entries(counties)].map(([code, rings]) => drawn(code, rings)),
  };
}

/** The ground of every map: tiles where the centre has any, and the outlines of leagues and counties. */
export function useGround(): GroundOf {
  const [tiles, setTiles] = useState<Tiles | null>();
  const [counties, setCounties] = useState(NONE);
  useEffect(() => {
    let over = false;
    const failed = () => {
      if (!over) setTiles(null);
    };
    fetchGround().then((ground) => {
      if (!over) setTiles(ground.tiles);
    }, failed);
    getOnce<Boundaries>("/fleet/boundaries").then(
      (answer) => {
        if (!over) setCounties(answer.counties);
      },
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, []);
  const drawn = useMemo(() => features(counties), [counties]);
  return { tiles, outlines: drawn };
}
