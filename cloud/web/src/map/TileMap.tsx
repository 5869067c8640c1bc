import "maplibre-gl/dist/maplibre-gl.css";

import { Map as MapLibre, setWorkerUrl, type GeoJSONSource, type StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { useEffect, useRef, useState } from "react";

import type { DrawnMapProps } from "./drawn";
import { boundsOf, type Bounds, type Position } from "./marks";
import { marksOf, overlayLayers, overlaySources, surfacesOf, waysOf, type Overlay } from "./overlay";
import { pictureOf, RATIO } from "./pictures";
import { lookOf } from "./shapes";
import { styleOf } from "./style";

setWorkerUrl(workerUrl);

const PADDING = 60;
const CLOSEST = 16;
/** How near to a mark a click is meant for it, pixels. */
const NEAR_PX = 9;

const pairs = ({ west, south, east, north }: Bounds): [[number, number], [number, number]] => [
  [west, south],
  [east, north],
];

/** The map drawn by WebGL. It is only loaded where one is looked at. */
export default function TileMap(props: DrawnMapProps) {
  const { ground, marks, surfaces, ways, selected, bounds, dark, english, label, large, still } = props;
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre | null>(null);
  /** Rises with every style that is in place. */
  const [styled, setStyled] = useState(0);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const container = box.current;
    if (!container) return;
    const first = latest.current;
    const reach = first.bounds ?? first.whole;
    let made: MapLibre;
    try {
      made = new MapLibre({
        container,
        style: { version: 8, sources: {}, layers: [] },
        attributionControl: false,
        bounds: pairs(reach),
        fitBoundsOptions: { padding: PADDING, maxZoom: CLOSEST },
        interactive: !first.still,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        maxZoom: 19,
        minZoom: 3,
        fadeDuration: 0,
        locale: { "Map.Title": first.label },
      });
    } catch {
      first.onFault();
      return;
    }
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.setMissingStyleImageResolver((name) => {
      const look = lookOf(name);
      if (look && !made.hasImage(name)) made.addImage(name, pictureOf(look), { pixelRatio: RATIO });
    });
    made.on("click", (event) => {
      const { x, y } = event.point;
      const around: [[number, number], [number, number]] = [
        [x - NEAR_PX, y - NEAR_PX],
        [x + NEAR_PX, y + NEAR_PX],
      ];
      const found = made.getLayer("marks") ? made.queryRenderedFeatures(around, { layers: ["marks"] }) : [];
      const [topmost] = found.sort((a, b) => Number(b.properties.rank) - Number(a.properties.rank));
      if (latest.current.onPick) latest.current.onPick([event.lngLat.lng, event.lngLat.lat]);
      else if (topmost) latest.current.onSelect?.(String(topmost.properties.id));
    });
    made.on("moveend", () => {
      const { lng, lat } = made.getCenter();
      latest.current.onMove?.([lng, lat] satisfies Position, made.getZoom());
    });
    made.on("error", ({ error }) => {
      // A tile that did not come is asked for again as the map moves; the ground stays.
      console.warn(error.message);
    });
    made.getCanvas().addEventListener("webglcontextlost", () => {
      latest.current.onFault();
    });
    setMap(made);
    return () => {
      setMap(null);
      made.remove();
    };
  }, []);

  useEffect(() => {
    if (!map) return;
    const base = styleOf({ ...ground, dark, english, origin: window.location.origin });
    const style: StyleSpecification = {
      ...base,
      sources: { ...base.sources, ...overlaySources() },
      layers: [...base.layers, ...overlayLayers(dark, large)],
    };
    let over = false;
    const settled = () => {
      if (!over) setStyled((before) => before + 1);
    };
    map.once("style.load", settled);
    map.setStyle(style, { diff: false });
    return () => {
      over = true;
      map.off("style.load", settled);
    };
  }, [map, ground, dark, english, large]);

  useEffect(() => {
    if (!map || styled === 0) return;
    const set = (name: Overlay, data: GeoJSON.FeatureCollection) => {
      void map.getSource<GeoJSONSource>(name)?.setData(data);
    };
    set("marks", marksOf([...marks].sort((a, b) => a.rank - b.rank), selected));
    set("surfaces", surfacesOf(surfaces));
    set("ways", waysOf(ways));
    // What a test, or whoever looks into the page, may know: that all of it is drawn.
    const { current } = box;
    const idle = () => {
      if (current) current.dataset.drawn = String(marks.length);
    };
    void map.once("idle", idle);
    return () => {
      map.off("idle", idle);
    };
  }, [map, styled, marks, surfaces, ways, selected]);

  const wanted = bounds && JSON.stringify(bounds);
  const moved = useRef(wanted);
  useEffect(() => {
    if (!map || wanted === null || wanted === moved.current) return;
    moved.current = wanted;
    map.fitBounds(pairs(JSON.parse(wanted) as Bounds), { padding: PADDING, maxZoom: CLOSEST, animate: !still });
  }, [map, wanted, still]);

  const zoom = (by: number) => () => {
    map?.zoomTo(map.getZoom() + by);
  };
  const all = boundsOf(marks.map(({ at }) => at)) ?? props.whole;
  return (
    <>
      <div ref={box} className="rm-canvas" data-testid="tile-map" aria-label={label} />
      {props.tools({
        closer: zoom(1),
        farther: zoom(-1),
        whole: () => map?.fitBounds(pairs(all), { padding: PADDING, maxZoom: CLOSEST }),
        middle: () => {
          const centre = map?.getCenter();
          return centre ? [centre.lng, centre.lat] : null;
        },
      })}
    </>
  );
}
