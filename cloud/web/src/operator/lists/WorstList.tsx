import { formatBytes } from "../../time/format";
import type { Measure, Worst } from "../api";
import { count } from "../figures";
import { gatewayHref, organisationHref } from "../links";
import { FIGURES_MS, useData } from "../useData";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";

/** The worst gateways or parts by one measure. */
export function WorstList({ measure, area, limit }: { measure: Measure; area: string; limit: number }) {
  const { t, language, speak, span } = useWords();
  const loaded = useData<{ items: Worst[] }>("/fleet/worst", { measure, area, limit }, FIGURES_MS);
  const items = loaded.data?.items ?? [];
  if (items.length === 0) return <State loaded={loaded} empty what={t("worst.none")} />;
  const value = (row: Worst) => {
    if (row.unit === "ms") return span(row.value);
    if (row.unit === "bytes") return formatBytes(row.value, language);
    if (row.unit === "per-hour") return t("worst.per_hour", { value: count(row.value, language) });
    return count(row.value, language);
  };
  const columns: Column<Worst>[] = [
    {
      key: "gateway",
      head: t("column.gateway"),
      cell: (row) => (
        <a href={gatewayHref(row.gateway)} className="code">
          {row.gateway}
        </a>
      ),
    },
    ...(measure === "chatter" || measure === "faults"
      ? [
          {
            key: "part",
            head: t("column.part"),
            cell: (row: Worst) => <span className="code">{row.part}</span>,
          },
        ]
      : []),
    {
      key: "whose",
      head: t("column.organisation"),
      extra: true,
      cell: (row) =>
        row.organisation_id !== null ? (
          <a href={organisationHref(row.organisation_id)}>{row.organisation ?? row.organisation_id}</a>
        ) : (
          <span className="muted">{speak(row.building) || t("state.unbound")}</span>
        ),
    },
    { key: "value", head: t(`measure.${measure}`), number: true, cell: value },
  ];
  return (
    <Table
      caption={t(`measure.${measure}`)}
      columns={columns}
      rows={items}
      rowKey={(row) => `${row.gateway}/${row.part ?? ""}`}
    />
  );
}
