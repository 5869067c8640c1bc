import { useMemo, useState } from "react";

import type { Bounds, Mark, Position } from "../../map/marks";
import { RegionMap } from "../../map/RegionMap";
import { useGround } from "../../map/useGround";
import { useForceWords } from "../useForceWords";
import { around, boundsOfArea, rounded } from "./bounds";

interface Props {
  /** What the place is called. */
  text: string;
  at: Position | null;
  /** The county that is shown while there is no place. */
  area?: string;
  /** Somebody shows the place; left out: it is only looked at. */
  onPick?: (at: Position) => void;
}

/** One place on the map, to be looked at or picked. The map goes to a place that is typed, and to the first picked. */
export function PlaceMap({ text, at, area = "", onPick }: Props) {
  const { t } = useForceWords();
  const { outlines } = useGround();
  const [x, y] = at ?? [];
  const marks = useMemo<Mark[]>(
    () =>
      x === undefined || y === undefined
        ? []
        : [{ id: "spot", layer: "spot", at: [x, y], shape: "spot", tone: "bound", stale: false, sign: "", text, label: text, rank: 1 }],
    [x, y, text],
  );
  const [picked, setPicked] = useState("");
  const key = at ? at.join() : `${area}/${outlines.features.length}`;
  const [seen, setSeen] = useState<{ key: string; bounds: Bounds | null }>({ key: "", bounds: null });
  if (key !== seen.key) {
    setSeen({ key, bounds: key === picked ? seen.bounds : at ? around(at) : boundsOfArea(outlines, area) });
  }
  const pick = (shown: Position) => {
    const told = rounded(shown);
    // Whoever has come near picks anew where they are.
    if (at) setPicked(told.join());
    onPick?.(told);
  };
  return (
    <div className="fo-map" data-testid="place-map">
      <RegionMap
        label={t(onPick ? "map.pick" : "map.place")}
        marks={marks}
        bounds={seen.bounds}
        onPick={onPick ? pick : undefined}
      />
    </div>
  );
}
