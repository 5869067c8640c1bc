import { useState } from "react";

import { send } from "../api/client";
import { useChange } from "../forms/useChange";
import { useData } from "../operator/useData";
import { Page, Panel } from "../operator/works/Page";
import { FaultNote, State } from "../operator/works/State";
import { Table, type Column } from "../operator/works/Table";
import { useMe } from "../shell/useMe";
import type { LoginSession, Me } from "./api";
import { GrantList } from "./GrantList";
import { PasswordForm } from "./PasswordForm";
import { TokenPanel } from "./TokenPanel";
import { usePeopleWords } from "./usePeopleWords";

function Sessions() {
  const { t, moment } = usePeopleWords();
  const loaded = useData<{ items: LoginSession[] }>("/sessions");
  const { busy, fault, run } = useChange();
  const rows = loaded.data?.items ?? [];
  const columns: Column<LoginSession>[] = [
    {
      key: "agent",
      head: t("mine.session"),
      cell: (row) => (
        <>
          <span className="agent">{row.agent}</span>{" "}
          {row.current && <strong className="current-mark">{t("mine.current")}</strong>}
        </>
      ),
    },
    { key: "address", head: t("mine.address"), cell: (row) => <span className="code">{row.address}</span> },
    { key: "since", head: t("mine.since"), extra: true, cell: (row) => moment(row.created_at) },
    { key: "used", head: t("mine.last_used"), cell: (row) => moment(row.last_used_at) },
    {
      key: "end",
      head: <span className="visually-hidden">{t("mine.end")}</span>,
      cell: (row) =>
        row.current ? null : (
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={`${t("mine.end")}: ${row.address}`}
            onClick={() => {
              run(() => send("DELETE", `/sessions/${row.id}`), loaded.again);
            }}
          >
            {t("mine.end")}
          </button>
        ),
    },
  ];
  return (
    <Panel title={t("mine.sessions")}>
      {fault && <FaultNote fault={fault} />}
      <State loaded={loaded} />
      {rows.length > 0 && (
        <Table caption={t("mine.sessions")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      )}
    </Panel>
  );
}

/** One's own account: duties, password, sessions, tokens. */
export function MinePage() {
  const { t } = usePeopleWords();
  const me = useMe() as Me | null;
  const [changed, setChanged] = useState(false);
  if (me?.account_id == null) {
    return (
      <Page title={t("page.mine")}>
        <p className="empty">{t("mine.no_account")}</p>
      </Page>
    );
  }
  return (
    <Page title={`${t("page.mine")} · ${me.name}`}>
      <Panel title={t("mine.duties")}>
        <GrantList grants={me.duties} />
      </Panel>
      <Sessions key={String(changed)} />
      <TokenPanel me={me} />
      {me.has_password && (
        <Panel title={t("password.title")}>
          <div className="panel-form">
            <p role="status">{changed ? t("password.done") : ""}</p>
            <PasswordForm
              onDone={() => {
                setChanged(true);
              }}
            />
          </div>
        </Panel>
      )}
    </Page>
  );
}
