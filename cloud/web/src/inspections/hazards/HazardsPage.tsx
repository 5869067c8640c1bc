import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { FilterBar, FilterSelect } from "../../operator/works/Filters";
import { Facts } from "../../operator/works/Facts";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { goTo, useRoute } from "../../shell/useRoute";
import { HAZARD_STATES, SOURCES, type Hazard, type HazardCounts } from "../api";
import { hazardHref } from "../links";
import { HazardMark } from "../Marks";
import { useNews } from "../../hooks/useNews";
import { useInspectionWords } from "../useInspectionWords";
import { OwnForm } from "./OwnForm";

const LIMIT = 50;
const LOOK_MS = 60_000;

export function useHazardColumns(named: boolean): Column<Hazard>[] {
  const { t, speak } = useInspectionWords();
  const owner: Column<Hazard> = { key: "who", head: t("task.organisation"), cell: (row) => row.organisation };
  return [
    { key: "text", head: t("hazard.text"), cell: (row) => <a href={hazardHref(row.id)}>{row.text}</a> },
    ...(named ? [owner] : []),
    { key: "state", head: t("hazard.state"), cell: (row) => <HazardMark hazard={row} /> },
    { key: "grade", head: t("hazard.grade"), cell: (row) => t(`hazard.grade_${row.grade}`) },
    {
      key: "deadline",
      head: t("hazard.deadline"),
      cell: (row) => (
        <span className="num">
          {row.deadline ?? "–"} {row.asked_until && t("hazard.asked", { day: row.asked_until })}
        </span>
      ),
    },
    { key: "clause", head: t("hazard.clause"), extra: true, cell: (row) => speak(row.clause) || "–" },
  ];
}

function Counts() {
  const { t, number } = useInspectionWords();
  const loaded = useData<HazardCounts>("/hazards/counts", {}, LOOK_MS);
  useNews("inspection", loaded.again);
  const { data } = loaded;
  if (data === null) return <State loaded={loaded} />;
  const { found, ordered, reported } = data.by_state;
  const tiles = [
    { word: t("hazard.open"), count: found + ordered + reported },
    { word: t("hazard.overdue"), count: data.overdue },
    { word: t("hazard.major"), count: data.major_open },
    { word: t("hazard.extensions"), count: data.extensions_asked },
  ];
  return (
    <Facts facts={tiles.map(({ word, count }) => ({ name: word, value: <span className="in-count">{number(count)}</span> }))} />
  );
}

/** Hazards of one's scope: for inspectors all of them, for an organisation its own. */
export function HazardsPage() {
  const { t } = useInspectionWords();
  const { query } = useRoute();
  const rectifies = useMay("rectify");
  const loaded = useData<{ items: Hazard[]; more: boolean }>(
    "/hazards",
    {
      state: query.state,
      grade: query.grade,
      source: query.source,
      area: query.area,
      overdue: query.show === "overdue" ? true : undefined,
      asked: query.show === "asked" ? true : undefined,
      before: query.cursor,
      limit: LIMIT,
    },
    LOOK_MS,
  );
  useNews("inspection", loaded.again);
  const columns = useHazardColumns(true);
  const rows = loaded.data?.items ?? [];
  const every = { value: "", text: t("all") };
  return (
    <Page title={t("hazard.title")}>
      <Counts />
      {rectifies && (
        <details className="in-own">
          <summary>{t("hazard.own")}</summary>
          <OwnForm
            onDone={(id) => {
              goTo(hazardHref(id));
            }}
          />
        </details>
      )}
      <FilterBar>
        <FilterSelect
          name="show"
          label={t("hazard.show")}
          options={[every, { value: "overdue", text: t("hazard.show_overdue") }, { value: "asked", text: t("hazard.show_asked") }]}
        />
        <FilterSelect
          name="state"
          label={t("hazard.state")}
          options={[every, ...HAZARD_STATES.map((value) => ({ value, text: t(`hazard.state_${value}`) }))]}
        />
        <FilterSelect
          name="grade"
          label={t("hazard.grade")}
          options={[every, ...(["general", "major"] as const).map((value) => ({ value, text: t(`hazard.grade_${value}`) }))]}
        />
        <FilterSelect
          name="source"
          label={t("hazard.source")}
          options={[every, ...SOURCES.map((value) => ({ value, text: t(`hazard.source_${value}`) }))]}
        />
        <AreaFilter />
      </FilterBar>
      {rows.length > 0 ? (
        <Table caption={t("hazard.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("hazard.none")} />
      )}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
    </Page>
  );
}
