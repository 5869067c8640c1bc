import { Table, type Column } from "../../operator/works/Table";
import { useRiskWords } from "../useRiskWords";
import type { Point, Pooled } from "./api";
import { pooledPlot, shareOf } from "./pooled";

const SIZE = 300;
const WING = 4;

/** All sites together: the chance that was said, and the share that burnt with its interval; the table has the numbers. */
export function PooledReliability({ pooled }: { pooled: Pooled }) {
  const { t, percent, number } = useRiskWords();
  const { most, stands } = pooledPlot(pooled.points, SIZE);
  const off = stands.filter((stand) => stand.off).length;
  const words = off > 0 ? t("pooled.off", { number: number(off), of: number(stands.length) }) : t("pooled.good");
  const horizon = t(pooled.horizon === "fire:90" ? "pooled.d90" : "pooled.d365");
  const columns: Column<Point>[] = [
    { key: "said", head: t("pooled.said"), number: true, cell: (row) => percent(row.said) },
    {
      key: "was",
      head: t("pooled.was"),
      number: true,
      cell: (row) => `${percent(shareOf(row))} (${t("range", { low: percent(row.low), high: percent(row.high) })})`,
    },
    { key: "rows", head: t("figure.sites"), number: true, cell: (row) => number(row.rows) },
    { key: "events", head: t("reliability.confirmed"), number: true, cell: (row) => number(row.events) },
  ];
  return (
    <figure className="risk-reliability" data-testid={`pooled-${pooled.horizon}`}>
      <h3>{horizon}</h3>
      <svg viewBox={`-34 -8 ${SIZE + 44} ${SIZE + 44}`} role="img" aria-label={`${horizon}: ${t("pooled.label")} ${words}`}>
        <path d={`M0 0V${SIZE}H${SIZE}`} className="risk-axes" />
        <path d={`M0 ${SIZE}L${SIZE} 0`} className="risk-diagonal" />
        {stands.map(({ point, x, y, top, bottom, off: isOff }) => (
          <g key={point.said} className="risk-dot" data-off={isOff || undefined}>
            <path className="risk-interval" d={`M${x - WING} ${top}h${2 * WING}M${x} ${top}V${bottom}M${x - WING} ${bottom}h${2 * WING}`} />
            <circle cx={x} cy={y} r={5} />
            {isOff && <path d={`M${x - 7} ${y - 7}l14 14m0 -14l-14 14`} />}
          </g>
        ))}
        <text x={SIZE} y={SIZE + 16} textAnchor="end">{`${t("pooled.said")} ${percent(most)}`}</text>
        <text x="-8" y="0" textAnchor="end" transform="rotate(-90 -8 0)">{`${t("pooled.was")} ${percent(most)}`}</text>
      </svg>
      <figcaption className="muted">{words}</figcaption>
      <details>
        <summary>{t("pooled.numbers")}</summary>
        <Table caption={`${horizon}: ${t("pooled.title")}`} columns={columns} rows={pooled.points} rowKey={({ said }) => said} />
      </details>
    </figure>
  );
}
