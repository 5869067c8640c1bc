import { useState } from "react";

import { get, send, upload } from "../../api/client";
import type { Label } from "../../api/types";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { useChange } from "../../forms/useChange";
import { hrefOf } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import { formatBytes, formatTime } from "../../time/format";
import { count } from "../figures";
import { useData } from "../useData";
import { importHref, rowsHref } from "../lineage/links";
import { Facts } from "../works/Facts";
import { Page, Panel } from "../works/Page";
import { Paging } from "../works/Paging";
import { FaultNote, State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";

const KINDS = [
  "workbook",
  "organisations",
  "buildings",
  "floors",
  "rooms",
  "gateways",
  "devices",
  "points",
  "townships",
  "supervision",
  "inspections",
  "hazards",
  "patrols",
  "fires",
  "works",
  "weather",
  "population",
  "stations",
  "units",
  "waters",
  "facilities",
] as const;

interface ImportOut {
  id: number;
  kind: (typeof KINDS)[number];
  file_name: string;
  bytes: number;
  by: string;
  state: "checking" | "faulty" | "checked" | "applying" | "applied" | "stopped" | "cancelled";
  state_name: Label;
  percent: number;
  rows_total: number;
  rows_done: number;
  created: number;
  changed: number;
  unchanged: number;
  faults_total: number;
  set_aside: number;
  stopped: Label | null;
  created_at: number;
}

interface Fault {
  id: number;
  sheet: string;
  row: number;
  column: string;
  field: string;
  value: string;
  message: Label;
}

const MOVING_MS = 1000;
const moving = (state: ImportOut["state"]) => state === "checking" || state === "applying";

/** Sends a file to be checked. Nothing of it is written before a person says so. */
function Upload() {
  const { t } = useWords();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("workbook");
  const [file, setFile] = useState<File | null>(null);
  const { busy, fault, run } = useChange();
  const submit = () => {
    if (!file) return;
    run(
      () => upload<ImportOut>("/imports", { kind, file_name: file.name }, file),
      ({ id }) => {
        goTo(importHref(id));
      },
    );
  };
  const forms = kind === "workbook" ? ["xlsx"] : ["xlsx", "csv"];
  return (
    <Form
      onSubmit={submit}
      fault={fault}
      buttons={
        <button type="submit" className="button strong" disabled={busy || !file}>
          {t(busy ? "imports.sending" : "imports.check")}
        </button>
      }
    >
      <SelectField
        label={t("imports.kind")}
        value={kind}
        onChange={(told) => {
          setKind(KINDS.find((each) => each === told) ?? "workbook");
        }}
      >
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`import_kind.${each}`)}
          </option>
        ))}
      </SelectField>
      <label className="op-field">
        <span>{t("imports.file")}</span>
        <input
          type="file"
          accept=".csv,.xlsx"
          required
          onChange={(event) => {
            setFile(event.target.files?.[0] ?? null);
          }}
        />
      </label>
      <div className="op-field">
        <span>{t("imports.template")}</span>
        <span className="op-form-buttons">
          {forms.map((form) => (
            <a key={form} className="button quiet" href={`/api/v1/imports/template/${kind}.${form}`} download>
              {form.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
    </Form>
  );
}

function Faults({ run }: { run: ImportOut }) {
  const { t, language, speak } = useWords();
  const { query } = useRoute();
  const loaded = useData<{ items: Fault[]; next: number | null; total: number }>(`/imports/${run.id}/faults`, {
    after: query.cursor,
    limit: 100,
  });
  const rows = loaded.data?.items ?? [];
  if (rows.length === 0) return <State loaded={loaded} empty />;
  const columns: Column<Fault>[] = [
    {
      key: "cell",
      head: t("imports.cell"),
      cell: (row) => (
        <span className="code">
          {row.sheet} {row.column}
          {row.row > 0 ? row.row : ""}
        </span>
      ),
    },
    { key: "field", head: t("imports.field"), cell: (row) => <span className="code">{row.field}</span> },
    { key: "value", head: t("imports.value"), cell: (row) => row.value || "–" },
    { key: "message", head: t("imports.wrong"), cell: (row) => speak(row.message) },
  ];
  return (
    <Panel
      title={t(run.state === "faulty" || run.state === "stopped" ? "imports.faults" : "imports.faults_aside", { total: count(run.faults_total, language) })}
      tools={
        <a href={`/api/v1/imports/${run.id}/faults.csv`} download>
          {t("imports.faults_file")}
        </a>
      }
    >
      <Table caption={t("imports.cells")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      <Paging next={loaded.data?.next ?? null} />
    </Panel>
  );
}

/** One file: how far it has come, what is wrong in it cell by cell, and the word to apply it. */
function One({ id }: { id: number }) {
  const { t, language, speak } = useWords();
  const [settled, setSettled] = useState(false);
  const loaded = useData<ImportOut>(`/imports/${id}`, {}, settled ? 0 : MOVING_MS);
  const { busy, fault, run } = useChange();
  const found = loaded.data;
  if (!found) {
    return (
      <Page title={t("nav.imports")}>
        <State loaded={loaded} />
      </Page>
    );
  }
  if (settled === moving(found.state)) setSettled(!moving(found.state));
  const act = (action: "apply" | "cancel") => {
    run(
      () => send("POST", `/imports/${id}/${action}`).then(() => get<ImportOut>(`/imports/${id}`)),
      () => {
        setSettled(false);
        loaded.again();
      },
    );
  };
  const number = (value: number) => count(value, language);
  const may = {
    apply: found.state === "checked" || found.state === "stopped",
    cancel: !["applied", "cancelled"].includes(found.state),
  };
  return (
    <Page
      title={found.file_name}
      tools={
        <a className="button quiet" href={hrefOf(["registry", "imports"])}>
          {t("imports.all")}
        </a>
      }
    >
      <Facts
        facts={[
          {
            name: t("organisation.state"),
            value: speak(found.state_name),
            bad: found.state === "faulty" || found.state === "stopped",
          },
          { name: t("imports.kind"), value: t(`import_kind.${found.kind}`) },
          { name: t("imports.rows"), value: `${number(found.rows_done)} / ${number(found.rows_total)}` },
          { name: t("imports.created"), value: number(found.created) },
          { name: t("imports.changed"), value: number(found.changed) },
          { name: t("imports.unchanged"), value: number(found.unchanged) },
          { name: t("imports.wrong"), value: number(found.faults_total), bad: found.faults_total > 0 },
          {
            name: t("imports.set_aside"),
            value: found.set_aside > 0 ? <a href={rowsHref({ import: found.id })}>{number(found.set_aside)}</a> : "0",
            bad: found.set_aside > 0,
          },
        ]}
      />
      {moving(found.state) && (
        <label className="op-progress">
          <span>
            {speak(found.state_name)} {number(Math.floor(found.percent))}%
          </span>
          <progress max={100} value={found.percent} />
        </label>
      )}
      {found.stopped && <p className="op-fault">{speak(found.stopped)}</p>}
      {fault && <FaultNote fault={fault} />}
      <div className="op-form-buttons">
        {may.apply && (
          <button
            type="button"
            className="button strong"
            disabled={busy}
            onClick={() => {
              act("apply");
            }}
          >
            {t("imports.apply")}
          </button>
        )}
        {may.cancel && (
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            onClick={() => {
              act("cancel");
            }}
          >
            {t("imports.cancel")}
          </button>
        )}
      </div>
      {found.faults_total > 0 && <Faults run={found} />}
    </Page>
  );
}

/** Files of places: sent, checked, applied; and those sent before. */
export function ImportPage() {
  const { t, language, speak } = useWords();
  const { steps, query } = useRoute();
  const loaded = useData<{ items: ImportOut[]; more: boolean }>(steps[2] === undefined ? "/imports" : null, {
    before: query.cursor,
    limit: 50,
  });
  if (steps[2] !== undefined) return <One key={steps[2]} id={Number(steps[2])} />;
  const rows = loaded.data?.items ?? [];
  const columns: Column<ImportOut>[] = [
    {
      key: "file",
      head: t("imports.file"),
      cell: (row) => <a href={importHref(row.id)}>{row.file_name}</a>,
    },
    { key: "kind", head: t("imports.kind"), cell: (row) => t(`import_kind.${row.kind}`) },
    { key: "state", head: t("organisation.state"), cell: (row) => speak(row.state_name) },
    {
      key: "rows",
      head: t("imports.rows"),
      number: true,
      cell: (row) => count(row.rows_total, language),
    },
    {
      key: "faults",
      head: t("imports.wrong"),
      number: true,
      cell: (row) => (
        <a href={importHref(row.id)} data-bad={row.faults_total > 0 || undefined}>
          {count(row.faults_total, language)}
        </a>
      ),
    },
    {
      key: "aside",
      head: t("imports.set_aside"),
      number: true,
      cell: (row) =>
        row.set_aside > 0 ? (
          <a href={rowsHref({ import: row.id })} data-bad>
            {count(row.set_aside, language)}
          </a>
        ) : (
          "0"
        ),
    },
    { key: "size", head: t("imports.size"), number: true, extra: true, cell: (row) => formatBytes(row.bytes, language) },
    { key: "by", head: t("codes.made_by"), extra: true, cell: (row) => row.by },
    {
      key: "at",
      head: t("column.time"),
      extra: true,
      cell: (row) => formatTime(row.created_at, "daytime", language),
    },
  ];
  return (
    <Page title={t("nav.imports")}>
      <Panel title={t("imports.new")}>
        <Upload />
      </Panel>
      {rows.length > 0 ? (
        <Table caption={t("nav.imports")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("imports.none")} />
      )}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
    </Page>
  );
}
