import type { Alarm } from "../../api/types";
import { Panel } from "../../operator/works/Page";
import { Table, type Column } from "../../operator/works/Table";
import { Kind } from "../EventTable";
import type { Span } from "../span";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";

/** The alarms that stood within what is shown, and what became of them. */
export function AlarmTable({ alarms, span }: { alarms: readonly Alarm[]; span: Span }) {
  const { t, moment, length } = useHistoryWords();
  const vocabulary = useVocabulary();
  const ended = (alarm: Alarm) => alarm.cleared_at ?? alarm.closed_at;
  const rows = alarms.filter((alarm) => alarm.raised_at <= span.to && (ended(alarm) ?? Infinity) >= span.from);
  const columns: Column<Alarm>[] = [
    { key: "at", head: t("alarm.raised"), cell: (row) => <span className="num">{moment(row.raised_at)}</span> },
    {
      key: "kind",
      head: t("column.kind"),
      cell: (row) => <Kind name={row.kind} text={vocabulary.kind(row.kind)} />,
    },
    {
      key: "lasted",
      head: t("alarm.lasted"),
      cell: (row) => {
        const end = ended(row);
        const lasted = end === null ? t("alarm.stands") : length(Math.max(0, end - row.raised_at));
        return row.occurrences > 1 ? t("alarm.again", { lasted, count: row.occurrences }) : lasted;
      },
    },
    {
      key: "state",
      head: t("alarm.state"),
      cell: (row) => (
        <>
          {vocabulary.state(row.state)}
          {row.outcome && <span className="muted"> · {t(`outcome.${row.outcome}`)}</span>}
        </>
      ),
    },
    { key: "by", head: t("alarm.by"), extra: true, cell: (row) => row.acknowledged_by ?? "–" },
  ];
  return (
    <Panel title={t("alarm.title")}>
      {rows.length > 0 ? (
        <Table caption={t("alarm.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <p className="empty">{t("alarm.none")}</p>
      )}
    </Panel>
  );
}
