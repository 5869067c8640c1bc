import { useMemo, useState } from "react";

import { fillOf } from "../../operator/map/Patterns";
import { WIDTH } from "../../operator/map/useShapes";
import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import { BANDS, type Cells } from "../api";
import { FILL } from "../bands";
import { useRiskWords } from "../useRiskWords";
import { drawnCells, scaleKm, type CellDrawing } from "./cells";
import { cellsOf, cornersOf, outlineText, toggled, type Point } from "./chosen";
import { ChosenChips } from "./ChosenChips";
import { BandLegend } from "./Legend";
import { useStroke } from "./useStroke";

type Cell = Cells["items"][number];
const path = (points: readonly Point[]) => points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

/** Several cells as one: their sites, their fires, and the worst band among them. */
const together = (cells: readonly Cell[]): Pick<Cell, "sites" | "expected_365" | "worst"> => ({
  sites: cells.reduce((sum, { sites }) => sum + sites, 0),
  expected_365: cells.reduce((sum, { expected_365 }) => sum + expected_365, 0),
  worst: [...BANDS].reverse().find((band) => cells.some(({ worst }) => worst === band)) ?? "I",
});

/** Over the cells while an outline is drawn; a line that encloses nothing changes nothing. */
function Sheet({ drawing, onDone }: { drawing: CellDrawing; onDone: (outline: string | null) => void }) {
  const { points, handlers } = useStroke((drawn) => {
    onDone(outlineText(drawn.map(drawing.degrees)));
  });
  return (
    <g className="risk-sheet" data-testid="sheet" {...handlers}>
      <rect width={WIDTH} height={drawing.height} />
      <path d={path(points)} />
    </g>
  );
}

/** The cells of a county by the worst band in them; what is chosen, or drawn around, filters the lists. */
export function CellMap({ cells, name }: { cells: Cells; name: string }) {
  const { t, number, figure, amount } = useRiskWords();
  const route = useRoute();
  const [drawing, setDrawing] = useState(false);
  const drawn = useMemo(() => drawnCells(cells.items, WIDTH), [cells.items]);
  const told = ({ sites, expected_365, worst }: Pick<Cell, "sites" | "expected_365" | "worst">) =>
    t("cells.told", { sites: number(sites), expected: amount(expected_365), band: t(`band.${worst}`) });
  const held = new Set(cellsOf(route.query.cells));
  const chosen = cells.items.filter(({ cell }) => held.has(cell));
  const outline = cornersOf(route.query.outline).map(drawn.place);
  const scale = scaleKm(drawn.km, WIDTH);
  return (
    <figure className="op-map risk-map" data-testid="cells">
      <svg viewBox={`0 0 ${WIDTH} ${drawn.height}`} role="group" aria-label={t("cells.label", { area: name })}>
        {drawn.cells.map(({ cell, path: ring }, at) => (
          <a
            key={cell.cell}
            href={hrefWith(route, { cells: toggled(route.query.cells, cell.cell) })}
            className="map-area"
            aria-label={`${t("cells.number", { number: at + 1 })}: ${told(cell)}`}
            aria-current={held.has(cell.cell) || undefined}
            data-cell={cell.cell}
          >
            <title>{told(cell)}</title>
            <path d={ring} fill={fillOf(FILL[cell.worst])} />
          </a>
        ))}
        {drawn.cells.map(({ cell, at: [x, y] }) => (
          <text key={cell.cell} x={x} y={y + 5} className="map-label" aria-hidden="true">
            {number(cell.sites)}
          </text>
        ))}
        {outline.length > 0 && <path className="risk-outline" d={`${path(outline)}Z`} data-testid="outline" />}
        <g className="risk-scale" aria-hidden="true">
          <path d={`M${WIDTH - 20 - scale * drawn.km} ${drawn.height - 16}H${WIDTH - 20}`} />
          <text x={WIDTH - 20} y={drawn.height - 24} textAnchor="end">
            {t("cells.km", { km: figure(scale) })}
          </text>
        </g>
        {drawing && (
          <Sheet
            drawing={drawn}
            onDone={(text) => {
              setDrawing(false);
              if (text !== null) goTo(hrefWith(route, { outline: text }));
            }}
          />
        )}
      </svg>
      <figcaption>
        <div className="risk-choice">
          <button
            type="button"
            className="button"
            aria-pressed={drawing}
            onClick={() => {
              setDrawing(!drawing);
            }}
          >
            {t("cells.draw")}
          </button>
          <ChosenChips />
        </div>
        <p role="status" data-testid="cell-told">
          {drawing ? t("cells.drawing") : chosen.length > 0 ? told(together(chosen)) : t("cells.choose")}
        </p>
        <BandLegend />
        <p className="muted">
          {t("cells.placed", { placed: number(cells.placed), without: number(cells.without_position) })}
          {cells.more && ` ${t("cells.more")}`}
        </p>
      </figcaption>
    </figure>
  );
}
