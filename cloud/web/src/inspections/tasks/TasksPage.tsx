import { useState } from "react";

import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { FilterBar, FilterSelect } from "../../operator/works/Filters";
import { Page, Panel } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { goTo, useRoute } from "../../shell/useRoute";
import { ORIGINS, TASK_STATES, type Inspection } from "../api";
import { taskHref } from "../links";
import { TaskMark } from "../Marks";
import { useNews } from "../../hooks/useNews";
import { useInspectionWords } from "../useInspectionWords";
import { PlanForm } from "./PlanForm";

const LIMIT = 50;
const LOOK_MS = 60_000;

export function useTaskColumns(): Column<Inspection>[] {
  const { t } = useInspectionWords();
  return [
    { key: "who", head: t("task.organisation"), cell: (row) => <a href={taskHref(row.id)}>{row.organisation}</a> },
    { key: "state", head: t("task.state"), cell: (row) => <TaskMark task={row} /> },
    { key: "due", head: t("task.due"), cell: (row) => <span className="num">{row.due_on}</span> },
    { key: "people", head: t("task.who"), cell: (row) => row.inspectors.map(({ name }) => name).join("、") || "–" },
    { key: "origin", head: t("task.origin"), extra: true, cell: (row) => t(`task.origin_${row.origin}`) },
    {
      key: "hazards",
      head: t("task.hazards"),
      cell: (row) => (row.hazards ? t("task.open_of", { open: row.hazards_open, all: row.hazards }) : "–"),
    },
  ];
}

/** Tasks, the newest first, with what they are filtered by in the address. */
export function TasksPage() {
  const { t } = useInspectionWords();
  const { query } = useRoute();
  const plans = useMay("plan-inspections");
  const [planning, setPlanning] = useState(false);
  const loaded = useData<{ items: Inspection[]; more: boolean }>(
    "/inspections",
    {
      state: query.state,
      origin: query.origin,
      area: query.area,
      late: query.late ? true : undefined,
      draw_id: query.draw,
      before: query.cursor,
      limit: LIMIT,
    },
    LOOK_MS,
  );
  useNews("inspection", loaded.again);
  const columns = useTaskColumns();
  const rows = loaded.data?.items ?? [];
  return (
    <Page
      title={t("task.title")}
      tools={
        plans && (
          <button
            type="button"
            className="button strong"
            aria-expanded={planning}
            onClick={() => {
              setPlanning(!planning);
            }}
          >
            {t("task.plan")}
          </button>
        )
      }
    >
      {planning && (
        <Panel title={t("task.plan")}>
          <PlanForm
            onPlanned={(id) => {
              goTo(taskHref(id));
            }}
          />
        </Panel>
      )}
      <FilterBar>
        <FilterSelect
          name="state"
          label={t("task.state")}
          options={[{ value: "", text: t("all") }, ...TASK_STATES.map((value) => ({ value, text: t(`task.state_${value}`) }))]}
        />
        <FilterSelect
          name="origin"
          label={t("task.origin")}
          options={[{ value: "", text: t("all") }, ...ORIGINS.map((value) => ({ value, text: t(`task.origin_${value}`) }))]}
        />
        <FilterSelect
          name="late"
          label={t("task.due")}
          options={[
            { value: "", text: t("all") },
            { value: "1", text: t("task.late_only") },
          ]}
        />
        <AreaFilter />
      </FilterBar>
      {rows.length > 0 ? (
        <Table caption={t("task.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("task.none")} />
      )}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
    </Page>
  );
}
