import type { AreaFigures } from "../api";
import { count, percent, rate } from "../figures";
import { gatewaysHref, lettersHref, registryHref, flowHref } from "../links";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";
import { downOf } from "./AreaMap";
import { classOf, type Metric } from "./metrics";
import { fillOf } from "./Patterns";

/** The map's numbers as a table: every figure leads to its list. */
export function AreaTable({ items, metric }: { items: readonly AreaFigures[]; metric: Metric }) {
  const { t, language, speak, span } = useWords();
  const columns: Column<AreaFigures>[] = [
    {
      key: "area",
      head: t("area.area"),
      cell: (row) => (
        <>
          <svg className="op-swatch" width="14" height="14" aria-hidden="true" focusable="false">
            <rect x="0.5" y="0.5" width="13" height="13" className="swatch" fill={fillOf(classOf(metric, row))} />
          </svg>
          <a href={downOf(row.area, metric)}>{speak(row.name)}</a>
        </>
      ),
    },
    {
      key: "gateways",
      head: t("figure.gateways"),
      number: true,
      cell: (row) => <a href={gatewaysHref({ area: row.area })}>{count(row.gateways, language)}</a>,
    },
    {
      key: "online",
      head: t("figure.online_rate"),
      number: true,
      cell: (row) => percent(row.online_rate, language),
    },
    {
      key: "silent",
      head: t("figure.silent"),
      number: true,
      cell: (row) => (
        <a href={gatewaysHref({ area: row.area, link: "silent" })} data-bad={row.silent > 0 || undefined}>
          {count(row.silent, language)}
        </a>
      ),
    },
    {
      key: "values",
      head: t("figure.values_per_s"),
      number: true,
      cell: (row) => rate(row.values_per_s, language),
    },
    {
      key: "lag",
      head: t("figure.lag_p99"),
      number: true,
      cell: (row) => (
        <a href={flowHref({ area: row.area })}>{row.lag_p99_ms === null ? "–" : span(row.lag_p99_ms)}</a>
      ),
    },
    {
      key: "letters",
      head: t("figure.dead_letters"),
      number: true,
      cell: (row) => <a href={lettersHref({ area: row.area })}>{count(row.dead_letters, language)}</a>,
    },
    {
      key: "shed",
      head: t("figure.shed_day"),
      number: true,
      cell: (row) => <a href={flowHref({ area: row.area })}>{count(row.shed_day, language)}</a>,
    },
    {
      key: "coverage",
      head: t("figure.coverage"),
      number: true,
      cell: (row) => <a href={registryHref({ area: row.area })}>{percent(row.coverage, language)}</a>,
    },
  ];
  return (
    <Table caption={t("area.table")} columns={columns} rows={items} rowKey={({ area }) => area} />
  );
}
