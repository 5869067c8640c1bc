import { useMemo } from "react";

import { fillOf } from "../../operator/map/Patterns";
import { WIDTH } from "../../operator/map/useShapes";
import { hrefWith } from "../../shell/route";
import { useRoute } from "../../shell/useRoute";
import type { Cells } from "../api";
import { FILL } from "../bands";
import { useRiskWords } from "../useRiskWords";
import { drawnCells, scaleKm } from "./cells";
import { BandLegend } from "./Legend";

/** The cells of a county by the worst band in them; what is chosen is told below. */
export function CellMap({ cells, name }: { cells: Cells; name: string }) {
  const { t, number, figure, amount } = useRiskWords();
  const route = useRoute();
  const drawing = useMemo(() => drawnCells(cells.items, WIDTH), [cells.items]);
  const told = ({ sites, expected_365, worst }: Cells["items"][number]) =>
    t("cells.told", { sites: number(sites), expected: amount(expected_365), band: t(`band.${worst}`) });
  const chosen = cells.items.find(({ cell }) => cell === route.query.cell);
  const scale = scaleKm(drawing.km, WIDTH);
  return (
    <figure className="op-map risk-map" data-testid="cells">
      <svg viewBox={`0 0 ${WIDTH} ${drawing.height}`} role="group" aria-label={t("cells.label", { area: name })}>
        {drawing.cells.map(({ cell, path }, at) => (
          <a
            key={cell.cell}
            href={hrefWith(route, { cell: cell.cell })}
            className="map-area"
            aria-label={`${t("cells.number", { number: at + 1 })}: ${told(cell)}`}
            aria-current={cell === chosen || undefined}
            data-cell={cell.cell}
          >
            <title>{told(cell)}</title>
            <path d={path} fill={fillOf(FILL[cell.worst])} />
          </a>
        ))}
        {drawing.cells.map(({ cell, at: [x, y] }) => (
          <text key={cell.cell} x={x} y={y + 5} className="map-label" aria-hidden="true">
            {number(cell.sites)}
          </text>
        ))}
        <g className="risk-scale" aria-hidden="true">
          <path d={`M${WIDTH - 20 - scale * drawing.km} ${drawing.height - 16}H${WIDTH - 20}`} />
          <text x={WIDTH - 20} y={drawing.height - 24} textAnchor="end">
            {t("cells.km", { km: figure(scale) })}
          </text>
        </g>
      </svg>
      <figcaption>
        <p role="status" data-testid="cell-told">
          {chosen ? told(chosen) : t("cells.choose")}
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
