import { useMemo } from "react";

import { Panel } from "../../operator/works/Page";
import { Table, type Column } from "../../operator/works/Table";
import { useDrawWords } from "../useDrawWords";
import type { Drawn, DrawRecord } from "../verify/record";

/** Who is inspected and by whom, and who comes next. */
export function ResultTable({ record: { plan, frame, result } }: { record: DrawRecord }) {
  const { t, speak } = useDrawWords();
  const units = useMemo(() => new Map(frame.units.map((row) => [row.unit, row.name])), [frame]);
  const people = useMemo(() => new Map(frame.inspectors.map((row) => [row.inspector, row.name])), [frame]);
  const strata = new Map(plan.strata.map((row) => [row.id, row]));
  const stratum = (id: string) => speak(strata.get(id) ?? { zh: id, en: id });
  const columns: Column<Drawn>[] = [
    {
      key: "unit",
      head: t("units.unit"),
      cell: (row) => (
        <>
          {units.get(row.unit)} <span className="muted num">{row.unit}</span>
        </>
      ),
    },
    { key: "stratum", head: t("units.stratum"), extra: true, cell: (row) => stratum(row.stratum) },
    { key: "share", head: t("result.share"), cell: (row) => t(`result.share_${row.share}`) },
    {
      key: "who",
      head: t("result.inspectors"),
      cell: (row) => row.inspectors.map((name) => people.get(name) ?? name).join("、") || t("result.unserved"),
    },
  ];
  return (
    <Panel title={t("result.title")}>
      {result ? (
        <>
          <Table caption={t("result.title")} columns={columns} rows={result.drawn} rowKey={(row) => row.unit} />
          <h3>{t("result.reserves")}</h3>
          <ul className="draw-reserves">
            {result.reserves.map((row) => (
              <li key={row.stratum}>
                {stratum(row.stratum)}:{" "}
                {row.units.map((unit) => units.get(unit) ?? unit).join("、") || t("result.no_reserves")}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p role="status">{t("result.waiting")}</p>
      )}
    </Panel>
  );
}
