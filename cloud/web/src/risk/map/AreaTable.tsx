import { fillOf } from "../../operator/map/Patterns";
import { Table, type Column } from "../../operator/works/Table";
import { BANDS, type ChildTotals } from "../api";
import { boundsOf, classOf, type Measure } from "../bands";
import { pageHref } from "../links";
import { useRiskWords } from "../useRiskWords";
import { useTold } from "./AreaMap";

/** The map's numbers as a table: the most expected fires first. */
export function AreaTable({ items, measure }: { items: readonly ChildTotals[]; measure: Measure }) {
  const { t, speak, number, amount } = useRiskWords();
  const told = useTold(measure);
  const bounds = boundsOf(measure, items);
  const rows = [...items].sort((one, other) => other.expected_365.value - one.expected_365.value);
  const columns: Column<ChildTotals>[] = [
    {
      key: "area",
      head: t("area"),
      cell: (row) => (
        <>
          <svg className="op-swatch" width="14" height="14" aria-hidden="true" focusable="false">
            <rect x="0.5" y="0.5" width="13" height="13" className="swatch" fill={fillOf(classOf(measure, row, bounds))} />
          </svg>
          <a href={pageHref("map", { area: row.area, measure })}>{speak(row.label)}</a>
          <span className="visually-hidden"> {told(row)}</span>
        </>
      ),
    },
    {
      key: "expected",
      head: t("figure.expected_365"),
      number: true,
      cell: ({ expected_365: { value, low, high } }) => (
        <>
          {amount(value)} <span className="muted">({t("range", { low: amount(low), high: amount(high) })})</span>
        </>
      ),
    },
    { key: "sites", head: t("figure.sites"), number: true, cell: (row) => number(row.sites) },
    ...[...BANDS].reverse().map(
      (band): Column<ChildTotals> => ({
        key: band,
        head: t(`band.${band}`),
        number: true,
        cell: (row) => <a href={pageHref("list", { area: row.area, band })}>{number(row.bands[band])}</a>,
      }),
    ),
  ];
  return <Table caption={t("map.table")} columns={columns} rows={rows} rowKey={({ area }) => area} />;
}
