import type { ReactNode } from "react";

import { MarkImage } from "./MarkImage";
import type { Layer } from "./marks";
import type { Look } from "./shapes";
import { useMapWords } from "./useMapWords";

/** What a layer looks like in the legend. */
const SAMPLE: Record<Layer, Look | null> = {
  incidents: { shape: "incident", tone: "grade3", stale: false, sign: "3" },
  alarms: { shape: "alarm", tone: "fire", stale: false, sign: "" },
  devices: { shape: "device", tone: "away", stale: false, sign: "!" },
  forces: { shape: "unit", tone: "bound", stale: false, sign: "" },
  reach: null,
  water: { shape: "water", tone: "water", stale: false, sign: "" },
  hospitals: { shape: "hospital", tone: "care", stale: false, sign: "" },
  hazards: { shape: "hazard", tone: "danger", stale: false, sign: "" },
  rooms: { shape: "room", tone: "plain", stale: false, sign: "" },
  weather: { shape: "weather", tone: "plain", stale: false, sign: "°" },
};

/** The layers to switch, each with its sign: switch and legend in one. */
export function LayerSwitch({
  layers,
  shown,
  onSwitch,
  children,
}: {
  layers: readonly { layer: Layer; count: number | null }[];
  shown: ReadonlySet<Layer>;
  onSwitch: (layer: Layer) => void;
  children?: ReactNode;
}) {
  const { t, number } = useMapWords();
  return (
    <fieldset className="rm-layers">
      <legend>{t("layers")}</legend>
      {layers.map(({ layer, count }) => {
        const look = SAMPLE[layer];
        return (
          <label key={layer}>
            <input
              type="checkbox"
              checked={shown.has(layer)}
              onChange={() => {
                onSwitch(layer);
              }}
            />
            {look ? <MarkImage {...look} /> : <span className="rm-image rm-reach" aria-hidden="true" />}
            <span>{t(`layer.${layer}`)}</span>
            {count !== null && <span className="num muted">{number(count)}</span>}
          </label>
        );
      })}
      {children}
    </fieldset>
  );
}
