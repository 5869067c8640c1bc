import { Table, type Column } from "../../operator/works/Table";
import { formatTime } from "../../time/format";
import type { Standing } from "../api";
import type { Day } from "../calendar";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";

export interface DayRow {
  day: Day;
  fault: number;
  disabled: number;
  offline_ms: number;
}

/** The days on which anything happened or stood, newest first. */
export function rowsOfDays(days: readonly Day[], standing: Standing | null): DayRow[] {
  const of = (kind: string) => standing?.kinds.find((each) => each.kind === kind)?.standing ?? [];
  const [faults, disablements] = [of("fault"), of("disabled")];
  return days
    .map((day, index) => ({
      day,
      fault: faults[index] ?? 0,
      disabled: disablements[index] ?? 0,
      offline_ms: standing?.offline_ms[index] ?? 0,
    }))
    .filter((row) => row.day.total + row.fault + row.disabled + row.offline_ms > 0)
    .reverse();
}

/** The calendar and the charts in figures. */
export function DayTable({ rows }: { rows: readonly DayRow[] }) {
  const { t, language, number, length } = useHistoryWords();
  const vocabulary = useVocabulary();
  const columns: Column<DayRow>[] = [
    { key: "day", head: t("column.day"), cell: ({ day }) => formatTime(day.ms, "day", language) },
    {
      key: "events",
      head: t("column.events"),
      cell: ({ day }) =>
        day.kinds.map(({ kind, count }) => `${vocabulary.kind(kind)} ${number(count)}`).join(t("gap.and")) || "–",
    },
    { key: "fault", head: t("column.standing_faults"), number: true, cell: (row) => number(row.fault) },
    { key: "disabled", head: t("column.standing_disabled"), number: true, cell: (row) => number(row.disabled) },
    {
      key: "offline",
      head: t("column.offline"),
      number: true,
      cell: (row) => (row.offline_ms > 0 ? length(row.offline_ms) : "–"),
    },
  ];
  return <Table caption={t("calendar.table")} columns={columns} rows={rows} rowKey={({ day }) => day.ms} />;
}
