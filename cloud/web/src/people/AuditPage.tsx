import { useState } from "react";

import { Form } from "../forms/Form";
import { TextField } from "../forms/TextField";
import { useData } from "../operator/useData";
import { Page, Panel } from "../operator/works/Page";
import { Paging } from "../operator/works/Paging";
import { State } from "../operator/works/State";
import { Table, type Column } from "../operator/works/Table";
import { hrefWith } from "../shell/route";
import { goTo, useRoute } from "../shell/useRoute";
import type { AuditEntry, AuditPageOf } from "./api";
import { differences } from "./scope";
import { usePeopleWords } from "./usePeopleWords";

const DAY_MS = 86_400_000;
const dayStart = (day: string | undefined) => (day ? Date.parse(`${day}T00:00:00+08:00`) : undefined);

function Details({ entry }: { entry: AuditEntry }) {
  const { t } = usePeopleWords();
  const changed = differences(entry.before, entry.after);
  if (changed.length === 0) return null;
  return (
    <ul className="audit-changes">
      {changed.map(({ key, before, after }) => (
        <li key={key}>
          <span className="muted">{key}</span>{" "}
          {before !== null && (
            <del>
              <span className="visually-hidden">{t("audit.before")}: </span>
              {before}
            </del>
          )}{" "}
          {after === null ? (
            <span className="muted">{t("audit.nothing")}</span>
          ) : (
            <ins>
              <span className="visually-hidden">{t("audit.after")}: </span>
              {after}
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Who changed what, when. Nothing can be changed here. */
export function AuditPage() {
  const { t, moment } = usePeopleWords();
  const route = useRoute();
  const { who, action, subject, since, until, cursor } = route.query;
  const [typed, setTyped] = useState(route.query);
  const last = dayStart(until);
  const loaded = useData<AuditPageOf>("/audit", {
    who,
    action,
    subject,
    since: dayStart(since),
    until: last === undefined ? undefined : last + DAY_MS,
    before: cursor,
    limit: 50,
  });
  const rows = loaded.data?.items ?? [];
  const field = (name: "who" | "action" | "subject" | "since" | "until", label: string, hint?: string) => (
    <TextField
      label={label}
      type={hint === undefined ? "date" : "text"}
      maxLength={128}
      value={typed[name] ?? ""}
      placeholder={hint}
      onChange={(told) => {
        setTyped({ ...typed, [name]: told.trim() });
      }}
    />
  );
  const columns: Column<AuditEntry>[] = [
    { key: "at", head: t("audit.at"), cell: (row) => <span className="num">{moment(row.at)}</span> },
    {
      key: "who",
      head: t("audit.who"),
      cell: (row) => (
        <>
          {row.who} <span className="muted">{t(`audit.via_${row.via as "session"}`)}</span>
        </>
      ),
    },
    { key: "action", head: t("audit.action"), cell: (row) => <span className="code">{row.action}</span> },
    { key: "subject", head: t("audit.subject"), cell: (row) => <span className="code">{row.subject}</span> },
    { key: "details", head: t("audit.details"), cell: (row) => <Details entry={row} /> },
    { key: "number", head: t("audit.number"), number: true, extra: true, cell: (row) => row.number },
  ];
  return (
    <Page title={t("page.audit")}>
      <Panel title={t("audit.search")}>
        <Form
          onSubmit={() => {
            goTo(hrefWith(route, typed));
          }}
          buttons={
            <button type="submit" className="button strong">
              {t("audit.search")}
            </button>
          }
        >
          {field("who", t("audit.who"), t("audit.who_hint"))}
          {field("action", t("audit.action"), t("audit.action_hint"))}
          {field("subject", t("audit.subject"), t("audit.subject_hint"))}
          {field("since", t("audit.since"))}
          {field("until", t("audit.until"))}
        </Form>
      </Panel>
      <Panel title={t("page.audit")}>
        <State loaded={loaded} empty={rows.length === 0} what={t("audit.empty")} />
        {rows.length > 0 && (
          <Table caption={t("page.audit")} columns={columns} rows={rows} rowKey={({ number }) => number} />
        )}
        <Paging next={loaded.data?.more ? (rows.at(-1)?.number ?? null) : null} />
      </Panel>
      {loaded.data && (
        <Panel title={t("audit.head")}>
          <p className="code audit-head" data-testid="audit-head">
            {loaded.data.head.number}:{loaded.data.head.seal}
          </p>
          <p className="muted">{t("audit.head_about")}</p>
        </Panel>
      )}
    </Page>
  );
}
