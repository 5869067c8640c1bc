import "../styles/region-map.css";

import { lazy, Suspense, useMemo, useState, type ReactNode } from "react";

import { Icon } from "../components/Icon";
import { languageOf } from "../i18n/languages";
import { useDark } from "./useDark";
import type { DrawnMapProps, MapTools } from "./drawn";
import { boundsOf, type Bounds, type Mark, type Position, type Surface, type Way } from "./marks";
import { OutlineMap } from "./OutlineMap";
import { useGround } from "./useGround";
import { useMapWords } from "./useMapWords";
import { hasWebGl } from "./webgl";

const TileMap = lazy(() => import("./TileMap"));

/** The whole region, roughly: where a map begins that knows nothing better. */
const REGION: Bounds = { west: 97.2, south: 37.4, east: 126.1, north: 53.4 };
const NO_SURFACES: readonly Surface[] = [];
const NO_WAYS: readonly Way[] = [];

export interface RegionMapProps {
  label: string;
  marks: readonly Mark[];
  surfaces?: readonly Surface[];
  ways?: readonly Way[];
  selected?: string | null;
  /** What is to be seen; a change moves the map. Left out: all marks that there are at the beginning. */
  bounds?: Bounds | null;
  /** Seen from afar. */
  large?: boolean;
  /** Nobody moves it. */
  still?: boolean;
  onSelect?: (id: string) => void;
  /** Somebody shows a place: by a click, or the middle of the map by key. */
  onPick?: ((at: Position) => void) | undefined;
  /** Stands above the map, at its lower left. */
  children?: ReactNode;
}

/**
 * The region's map: ground, surfaces, ways and marks. Tiles where the centre has made any, outlines where not, and
 * a plain drawing where the browser cannot do more; it says which. The same in words stands beside it (`MarkList`).
 */
export function RegionMap(props: RegionMapProps) {
  const { marks, bounds, still = false, onPick } = props;
  const { t, language } = useMapWords();
  const { tiles, outlines } = useGround();
  const dark = useDark();
  const [fault, setFault] = useState(false);
  const drawing = !hasWebGl() || fault;
  const [begun] = useState(() => boundsOf(marks.map(({ at }) => at)));
  // A new object would be a new ground, and the whole map drawn anew.
  const ground = useMemo(() => ({ tiles: tiles ?? null, outlines }), [tiles, outlines]);
  const tools = ({ closer, farther, whole, middle }: MapTools) =>
    still ? null : (
      <div className="rm-tools" role="group" aria-label={t("tools")}>
        <button type="button" className="icon-button" aria-label={t("closer")} onClick={closer}>
          <Icon name="plus" />
        </button>
        <button type="button" className="icon-button" aria-label={t("farther")} onClick={farther}>
          <Icon name="minus" />
        </button>
        <button type="button" className="icon-button" aria-label={t("whole")} onClick={whole}>
          <Icon name="whole" />
        </button>
        {onPick && (
          <button
            type="button"
            className="button"
            onClick={() => {
              const at = middle();
              if (at) onPick(at);
            }}
          >
            {t("pick_middle")}
          </button>
        )}
      </div>
    );
  const drawn: DrawnMapProps = {
    label: props.label,
    ground,
    marks,
    surfaces: props.surfaces ?? NO_SURFACES,
    ways: props.ways ?? NO_WAYS,
    selected: props.selected ?? null,
    bounds: bounds === undefined ? begun : bounds,
    whole: tiles ? { west: tiles.west, south: tiles.south, east: tiles.east, north: tiles.north } : REGION,
    dark,
    english: !languageOf(language).chinese,
    large: props.large ?? false,
    still,
    onSelect: props.onSelect,
    onPick,
    onFault: () => {
      setFault(true);
    },
    tools,
  };
  const waiting = (
    <p role="status" className="empty">
      {t("loading")}
    </p>
  );
  return (
    <div className="region-map" data-picking={onPick ? true : undefined} data-large={props.large ?? undefined}>
      {tiles === undefined ? waiting : drawing ? <OutlineMap {...drawn} /> : (
        <Suspense fallback={waiting}>
          <TileMap {...drawn} />
        </Suspense>
      )}
      {onPick && <span className="rm-cross" aria-hidden="true" />}
      {props.children}
      <p className="rm-source">
        {drawing && tiles !== undefined && <span>{t("no_webgl")}</span>}
        {tiles === null && <span>{t("no_tiles")}</span>}
        {tiles && !drawing ? <span>{tiles.attribution}</span> : <span>{t("outlines")}</span>}
      </p>
    </div>
  );
}
