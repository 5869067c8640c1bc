import { useState } from "react";

import { LAYERS, type Layer } from "../map/marks";
import { recall, remember } from "../preferences/storage";

const KEY = "map-layers-off";
/** What a province has thousands of is shown to whoever asks for it. */
const OFF = "devices";
const isLayer = (text: string): text is Layer => LAYERS.some((layer) => layer === text);

/** Which layers are shown; what a reader has switched stays so on this computer. Incidents come back by themselves. */
export function useLayers(): { shown: ReadonlySet<Layer>; toggle: (layer: Layer) => void } {
  const [off, setOff] = useState<ReadonlySet<Layer>>(
    () => new Set((recall(KEY) ?? OFF).split(",").filter(isLayer).filter((layer) => layer !== "incidents")),
  );
  return {
    shown: new Set(LAYERS.filter((layer) => !off.has(layer))),
    toggle: (layer) => {
      const next = new Set(off);
      if (!next.delete(layer)) next.add(layer);
      setOff(next);
      remember(KEY, [...next].join());
    },
  };
}
