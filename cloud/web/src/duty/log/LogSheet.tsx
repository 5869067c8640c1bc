import { useVocabularyData } from "../../hooks/useVocabularyData";
import { Panel } from "../../operator/works/Page";
import { Table, type Column } from "../../operator/works/Table";
import { CheckMark } from "../checks/CheckMark";
import { PANEL_ITEMS, type DailyLog, type Entry, type LoggedAlarm, type LoggedSystem } from "../api";
import { useDutyWords } from "../useDutyWords";

function Shifts({ log }: { log: DailyLog }) {
  const { t, minute, stamp } = useDutyWords();
  const columns: Column<DailyLog["shifts"][number]>[] = [
    {
      key: "shift",
      head: t("log.shift"),
      cell: ({ shift }) => (
        <>
          {shift.name}{" "}
          <span className="muted num">
            {minute(shift.start_at)}–{minute(shift.end_at)}
          </span>
        </>
      ),
    },
    {
      key: "people",
      head: t("log.people"),
      cell: ({ shift }) => (
        <span className="ex-reason">
          {shift.people.map((one) => (one.certified ? one.name : t("shift.without", { name: one.name }))).join("、") || t("now.nobody")}
        </span>
      ),
    },
    {
      key: "left",
      head: t("handover.leaves"),
      cell: ({ handover }) => (handover ? `${handover.left_by} ${stamp(handover.left_at)}` : "–"),
    },
    {
      key: "came",
      head: t("handover.comes"),
      cell: ({ handover }) => (handover?.confirmed_at ? `${handover.confirmed_by} ${stamp(handover.confirmed_at)}` : "–"),
    },
  ];
  if (log.shifts.length === 0) return <p className="empty">{t("log.no_shifts")}</p>;
  return <Table caption={t("log.shifts")} columns={columns} rows={log.shifts} rowKey={({ shift }) => shift.id} />;
}

function Systems({ systems }: { systems: readonly LoggedSystem[] }) {
  const { t, speak, number } = useDutyWords();
  const counted = (key: "fires" | "false_alarms" | "linkage" | "faults" | "disabled" | "standing_faults" | "standing_disabled"): Column<LoggedSystem> => ({
    key,
    head: t(`log.${key}`),
    number: true,
    cell: (row) => number(row[key]),
  });
  const columns: Column<LoggedSystem>[] = [
    { key: "system", head: t("log.system"), cell: (row) => speak(row.label) },
    { key: "points", head: t("log.points"), number: true, cell: (row) => (row.points === null ? "–" : number(row.points)) },
    counted("fires"),
    counted("false_alarms"),
    counted("linkage"),
    counted("faults"),
    counted("disabled"),
    counted("standing_faults"),
    counted("standing_disabled"),
  ];
  if (systems.length === 0) return <p className="empty">{t("log.no_systems")}</p>;
  return <Table caption={t("log.systems")} columns={columns} rows={systems} rowKey={({ system_type }) => system_type} />;
}

function Alarms({ rows, caption, none }: { rows: readonly LoggedAlarm[]; caption: string; none: string }) {
  const { t, speak, clock } = useDutyWords();
  const vocabulary = useVocabularyData();
  const kind = (told: string) => {
    const term = vocabulary.data?.kinds.find((each) => each.kind === told);
    return term ? speak(term) : told;
  };
  const columns: Column<LoggedAlarm>[] = [
    { key: "at", head: t("log.at"), cell: (row) => <span className="num">{clock(row.at)}</span> },
    { key: "kind", head: t("log.kind"), cell: (row) => kind(row.kind) },
    {
      key: "place",
      head: t("log.place"),
      cell: (row) => <span className="ex-reason">{`${speak(row.place)} ${speak(row.device)}`.trim() || row.part}</span>,
    },
    {
      key: "steps",
      head: t("log.steps"),
      cell: (row) => (
        <ol className="duty-steps">
          {row.steps.map((step, at) => (
            <li key={at}>
              <span className="muted num">{clock(step.at)}</span> {speak(step.label)} {step.by && <span>{step.by}</span>}{" "}
              {speak(step.said) && <span className="muted">{speak(step.said)}</span>}
            </li>
          ))}
        </ol>
      ),
    },
  ];
  if (rows.length === 0) return <p className="empty">{none}</p>;
  return <Table caption={caption} columns={columns} rows={rows} rowKey={({ id }) => id} />;
}

function Entries({ entries, none }: { entries: readonly Entry[]; none: string }) {
  const { t, clock } = useDutyWords();
  if (entries.length === 0) return <p className="empty">{none}</p>;
  return (
    <ul className="duty-lines">
      {entries.map((entry) => (
        <li key={entry.id} data-testid="entry">
          <span>
            <span className="muted num">{clock(entry.at)}</span> <strong>{entry.by}</strong> {entry.text}
          </span>
          {PANEL_ITEMS.some((item) => entry.items[item]) && (
            <span className="muted">
              {PANEL_ITEMS.map((item) => `${t(`item.${item}`)}: ${t(`entry.${entry.items[item] ?? "normal"}`)}`).join(" · ")}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** One day of one room, as it will be printed. */
export function LogSheet({ log }: { log: DailyLog }) {
  const { t, speak, clock, number } = useDutyWords();
  const checkColumns: Column<DailyLog["checks"][number]>[] = [
    { key: "at", head: t("check.sent_at"), cell: (row) => <span className="num">{clock(row.sent_at)}</span> },
    { key: "state", head: t("check.state"), cell: (row) => <CheckMark check={row} /> },
    {
      key: "by",
      head: t("check.answer"),
      cell: (row) => (row.answered_at === null ? "–" : `${row.answered_by} ${clock(row.answered_at)}`),
    },
  ];
  const away = log.gateways.filter(({ online }) => !online);
  return (
    <>
      <p className="muted">
        {[log.organisation, log.address, speak(log.area), log.holiday].filter(Boolean).join(" · ")}
        {" · "}
        {t(log.complete ? "log.complete" : "log.running")}
      </p>
      {log.gaps.map((gap) => (
        <p key={gap.start_at} className="duty-warning">
          {speak(gap.text)}
        </p>
      ))}
      {away.length > 0 && (
        <p className="duty-warning">{t("log.away", { names: away.map(({ gateway }) => gateway).join("、") })}</p>
      )}
      <Panel title={t("log.shifts")}>
        <Shifts log={log} />
      </Panel>
      <Panel title={t("log.systems")}>
        <Systems systems={log.systems} />
      </Panel>
      <Panel title={t("log.alarms")}>
        <Alarms rows={log.alarms} caption={t("log.alarms")} none={t("log.no_alarms")} />
      </Panel>
      <Panel title={t("log.faults_title")}>
        <Alarms rows={log.faults} caption={t("log.faults_title")} none={t("log.no_faults")} />
      </Panel>
      {log.alarms_left_out > 0 && <p className="muted">{t("log.left_out", { number: number(log.alarms_left_out) })}</p>}
      <Panel title={t("log.panel_checks")}>
        <Entries entries={log.panel_checks} none={t("log.no_panel_checks")} />
      </Panel>
      <Panel title={t("log.checks")}>
        {log.checks.length > 0 ? (
          <Table caption={t("log.checks")} columns={checkColumns} rows={log.checks} rowKey={({ id }) => id} />
        ) : (
          <p className="empty">{t("log.no_checks")}</p>
        )}
      </Panel>
      <Panel title={t("log.notes")}>
        <Entries entries={log.notes} none={t("log.no_notes")} />
      </Panel>
    </>
  );
}
