import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import type { Draw } from "../api";
import { drawHref, pageHref } from "../links";
import { useInspectionWords } from "../useInspectionWords";
import { UnitPanel } from "./UnitPanel";

const LIMIT = 50;
const LOOK_MS = 30_000;

/** Draws, drafts too. */
export function DrawsPage() {
  const { t, speak, number } = useInspectionWords();
  const { query } = useRoute();
  const plans = useMay("plan-inspections");
  const loaded = useData<{ items: Draw[]; more: boolean }>("/draws", { before: query.cursor, limit: LIMIT }, LOOK_MS);
  const rows = loaded.data?.items ?? [];
  const columns: Column<Draw>[] = [
    { key: "name", head: t("draw.name"), cell: (row) => <a href={drawHref(row.id)}>{speak({ zh: row.title_zh, en: row.title_en })}</a> },
    { key: "number", head: t("draw.number"), cell: (row) => <span className="num">{row.number}</span> },
    { key: "state", head: t("draw.state"), cell: (row) => t(`draw.state_${row.state}`) },
    { key: "units", head: t("draw.units"), number: true, cell: (row) => number(row.units) },
    { key: "drawn", head: t("draw.drawn"), number: true, cell: (row) => number(row.drawn) },
    {
      key: "tasks",
      head: t("draw.tasks"),
      number: true,
      cell: (row) => (row.tasks ? <a href={pageHref("tasks", { draw: row.id })}>{number(row.tasks)}</a> : "–"),
    },
  ];
  return (
    <Page
      title={t("draw.title")}
      tools={
        plans && (
          <a className="button strong" href={drawHref("new")}>
            {t("draw.new")}
          </a>
        )
      }
    >
      {rows.length > 0 ? (
        <Table caption={t("draw.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("draw.none")} />
      )}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
      {plans && <UnitPanel />}
    </Page>
  );
}
