import { geoMercator, geoPath } from "d3-geo";
import { useState } from "react";

import { useViewport, STEP } from "../plan/useViewport";
import { toPlan, toScreen } from "../plan/viewport";
import type { DrawnMapProps } from "./drawn";
import { boundsOf, type Bounds, type Position } from "./marks";
import { SHAPES, SIGN_AT, TONES } from "./shapes";

/** The plane in which the map lies: so many units wide, whatever it shows. */
const WIDE = 1000;
const SIDE = 24;

function plane({ west, south, east, north }: Bounds) {
  const corners: GeoJSON.MultiPoint = {
    type: "MultiPoint",
    coordinates: [
      [west, south],
      [east, north],
    ],
  };
  const flat = geoMercator().fitWidth(WIDE, corners);
  const [, low] = flat([west, south]) ?? [0, WIDE];
  const [, high] = flat([east, north]) ?? [0, 0];
  const height = Math.max(1, low - high);
  return { flat: flat.translate([flat.translate()[0], flat.translate()[1] - high]), height };
}

/** The map as a drawing, where the browser has no WebGL: outlines, marks, surfaces and ways. */
export function OutlineMap(props: DrawnMapProps) {
  const { ground, marks, surfaces, ways, selected, label, large, onPick, onSelect } = props;
  const reach = props.bounds ?? boundsOf(marks.map(({ at }) => at), 0.2) ?? props.whole;
  const { flat, height } = plane(reach);
  const { setCanvas, size, view, zoom, fit, handlers, wasDragged } = useViewport({ width: WIDE, height });
  const [pointed, setPointed] = useState<string | null>(null);
  const spot = (at: Position) => {
    const [x, y] = flat([at[0], at[1]]) ?? [0, 0];
    return toScreen(view, size, x, height - y);
  };
  const origin = toScreen(view, size, 0, height);
  const path = geoPath(flat);
  const placeOf = (x: number, y: number): Position | null => {
    const seen = toPlan(view, size, x, y);
    const found = flat.invert?.([seen.x, height - seen.y]);
    return found ? [found[0], found[1]] : null;
  };
  const lineOf = (line: readonly Position[]) =>
    line.map((at) => {
      const { x, y } = spot(at);
      return `${x},${y}`;
    }).join(" ");
  const scale = large ? 1.4 : 1;
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the tools and the list beside it do the same by key */}
      <div
        ref={setCanvas}
        className="rm-canvas"
        data-testid="outline-map"
        data-drawn={marks.length}
        {...handlers}
        onClick={(event) => {
          if (!onPick || wasDragged()) return;
          const box = event.currentTarget.getBoundingClientRect();
          const at = placeOf(event.clientX - box.left, event.clientY - box.top);
          if (at) onPick(at);
        }}
      >
        <svg width="100%" height="100%" role="group" aria-label={label}>
          <g transform={`translate(${origin.x} ${origin.y}) scale(${view.scale})`}>
            {ground.outlines.features.map((feature) => (
              <path key={String(feature.properties?.code)} d={path(feature) ?? ""} className="rm-outline" />
            ))}
          </g>
          {surfaces.flatMap(({ id, rings, step }) =>
            rings.map((ring, at) => (
              <polygon key={`${id}/${at}`} points={lineOf(ring)} className="rm-surface" data-step={step} />
            )),
          )}
          {ways.map(({ id, line, straight }) => (
            <polyline key={id} points={lineOf(line)} className="rm-way" data-straight={straight || undefined} />
          ))}
          {[...marks]
            .sort((a, b) => a.rank - b.rank)
            .map((mark) => {
              const { x, y } = spot(mark.at);
              const [fill, ink] = TONES[mark.tone];
              const [sx, sy] = SIGN_AT[mark.shape] ?? [12, 12];
              return (
                <g
                  key={mark.id}
                  transform={`translate(${x} ${y}) scale(${scale})`}
                  className="rm-mark"
                  data-mark={mark.id}
                  onClick={(event) => {
                    if (onPick) return;
                    event.stopPropagation();
                    onSelect?.(mark.id);
                  }}
                  onPointerEnter={() => {
                    setPointed(mark.id);
                  }}
                  onPointerLeave={() => {
                    setPointed(null);
                  }}
                >
                  <title>{mark.label}</title>
                  {(mark.id === selected || mark.id === pointed) && <circle r="19" className="rm-selected" />}
                  <g transform={`translate(${-SIDE / 2} ${-SIDE / 2})`}>
                    <path
                      d={SHAPES[mark.shape]}
                      fill={mark.stale ? "#ffffff" : fill}
                      stroke={mark.stale ? fill : "#ffffff"}
                      strokeWidth={mark.stale ? 2 : 1.4}
                      strokeDasharray={mark.stale ? "3 2" : undefined}
                    />
                    {mark.sign !== "" && (
                      <text x={sx} y={sy} fill={mark.stale ? fill : ink} className="rm-sign">
                        {mark.sign}
                      </text>
                    )}
                  </g>
                  {mark.text !== "" && (
                    <text y={SIDE} className="rm-word">
                      {mark.text}
                    </text>
                  )}
                </g>
              );
            })}
        </svg>
      </div>
      {props.tools({
        closer: () => {
          zoom(STEP);
        },
        farther: () => {
          zoom(1 / STEP);
        },
        whole: fit,
        middle: () => placeOf(size.width / 2, size.height / 2),
      })}
    </>
  );
}
