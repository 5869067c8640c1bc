import { useData } from "../../operator/useData";
import { FilterSelect } from "../../operator/works/Filters";
import { Panel } from "../../operator/works/Page";
import { percent } from "../../operator/figures";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useWords } from "../../operator/words/useWords";
import { useRoute } from "../../shell/useRoute";
import type { Tally } from "../api";
import { useDutyWords } from "../useDutyWords";

/** How rooms, or people, have answered in the last thirty days. */
export function Statistics() {
  const { t, language, number } = useDutyWords();
  const { span } = useWords();
  const { query } = useRoute();
  const by = query.by === "person" ? "person" : "room";
  const loaded = useData<{ items: Tally[] }>("/duty/checks/statistics", { by, room: query.room });
  const rows = loaded.data?.items ?? [];
  const columns: Column<Tally>[] = [
    { key: "name", head: t(by === "room" ? "room.room" : "tally.person"), cell: (row) => row.name },
    { key: "sent", head: t("tally.sent"), number: true, cell: (row) => number(row.sent) },
    { key: "answered", head: t("tally.answered"), number: true, cell: (row) => number(row.answered) },
    {
      key: "share",
      head: t("tally.share"),
      number: true,
      cell: (row) => percent(row.sent > 0 ? row.answered / row.sent : null, language),
    },
    {
      key: "unanswered",
      head: t("tally.unanswered"),
      number: true,
      cell: (row) => <span data-bad={row.unanswered > 0 || undefined}>{number(row.unanswered)}</span>,
    },
    { key: "late", head: t("tally.late"), number: true, cell: (row) => number(row.late) },
    { key: "p50", head: t("tally.p50"), number: true, cell: (row) => (row.p50_ms === null ? "–" : span(row.p50_ms)) },
  ];
  return (
    <Panel
      title={t("tally.title")}
      tools={
        <FilterSelect
          name="by"
          label={t("tally.by")}
          options={[
            { value: "", text: t("tally.by_room") },
            { value: "person", text: t("tally.by_person") },
          ]}
        />
      }
    >
      {rows.length > 0 ? (
        <Table caption={t("tally.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("tally.none")} />
      )}
    </Panel>
  );
}
