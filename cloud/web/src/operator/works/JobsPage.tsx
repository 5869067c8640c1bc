import { send } from "../../api/client";
import type { Label } from "../../api/types";
import { count } from "../figures";
import { useChange } from "../../forms/useChange";
import { useData } from "../useData";
import { useWords } from "../words/useWords";
import { Moment } from "./Moment";
import { Page } from "./Page";
import { FaultNote, State } from "./State";
import { Table, type Column } from "./Table";

interface Job {
  name: string;
  label: Label;
  every_s: number;
  state: "waiting" | "running" | "failing";
  due_at: number;
  finished_at: number | null;
  length_ms: number | null;
  rows: number | null;
  fault: string | null;
  warning: string | null;
  runs: number;
  failures: number;
}

/** What the centre does by the clock, what came of it, and a way to have it done now. */
export function JobsPage() {
  const { t, language, speak, span } = useWords();
  const loaded = useData<{ items: Job[] }>("/jobs", {}, 5_000);
  const { busy, fault, run } = useChange();
  const rows = loaded.data?.items ?? [];
  const columns: Column<Job>[] = [
    {
      key: "name",
      head: t("jobs.job"),
      cell: (row) => (
        <>
          {speak(row.label)} <span className="code muted">{row.name}</span>
        </>
      ),
    },
    {
      key: "state",
      head: t("organisation.state"),
      cell: (row) => (
        <span data-bad={row.state === "failing" || undefined}>
          {t(`job.${row.state}`)}
          {(row.fault ?? row.warning) && <span className="op-job-fault">{row.fault ?? row.warning}</span>}
        </span>
      ),
    },
    { key: "every", head: t("jobs.every"), number: true, cell: (row) => span(row.every_s * 1000) },
    { key: "finished", head: t("jobs.finished"), number: true, cell: (row) => <Moment at={row.finished_at} /> },
    {
      key: "length",
      head: t("jobs.length"),
      number: true,
      cell: (row) => (row.length_ms === null ? "–" : span(row.length_ms)),
    },
    {
      key: "rows",
      head: t("jobs.rows"),
      number: true,
      extra: true,
      cell: (row) => (row.rows === null ? "–" : count(row.rows, language)),
    },
    {
      key: "runs",
      head: t("jobs.runs"),
      number: true,
      extra: true,
      cell: (row) => t("jobs.runs_of", { runs: count(row.runs, language), failures: count(row.failures, language) }),
    },
    { key: "due", head: t("jobs.due"), number: true, cell: (row) => <Moment at={row.due_at} /> },
    {
      key: "do",
      head: <span className="visually-hidden">{t("jobs.run")}</span>,
      cell: (row) => (
        <button
          type="button"
          className="button quiet"
          disabled={busy || row.state === "running"}
          onClick={() => {
            run(() => send("POST", `/jobs/${row.name}/run`), loaded.again);
          }}
        >
          {t("jobs.run")}
        </button>
      ),
    },
  ];
  return (
    <Page title={t("nav.jobs")}>
      {fault && <FaultNote fault={fault} />}
      {rows.length > 0 ? (
        <Table caption={t("nav.jobs")} columns={columns} rows={rows} rowKey={({ name }) => name} />
      ) : (
        <State loaded={loaded} empty what={t("jobs.none")} />
      )}
    </Page>
  );
}
