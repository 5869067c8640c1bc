import { useState } from "react";

import { send } from "../../api/client";
import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useAccessWords } from "../useAccessWords";
import type { User } from "./api";
import { NewUser } from "./NewUser";
import { StatePanel } from "./StatePanel";

const LIMIT = 100;

function Users() {
  const { t, moment } = useAccessWords();
  const [after, setAfter] = useState("");
  const [asking, setAsking] = useState<User | null>(null);
  const { busy, fault, run } = useChange();
  const loaded = useData<{ items: User[]; more: boolean }>("/brokers/users", { after, limit: LIMIT });
  const rows = loaded.data?.items ?? [];
  const last = rows.at(-1);
  const columns: Column<User>[] = [
    { key: "name", head: t("broker.username"), cell: (row) => <span className="code">{row.username}</span> },
    { key: "role", head: t("broker.role"), cell: (row) => t(`role.${row.role}`) },
    {
      key: "state",
      head: t("certificate.state"),
      cell: (row) =>
        row.revoked_at === null ? (
          t(row.has_password ? "broker.has_password" : "broker.has_certificate")
        ) : (
          <span data-bad>{t("broker.revoked", { at: moment(row.revoked_at) })}</span>
        ),
    },
    { key: "area", head: t("broker.area"), extra: true, cell: (row) => row.area ?? "–" },
    {
      key: "made",
      head: t("broker.made_by"),
      extra: true,
      cell: (row) => `${row.made_by} ${moment(row.made_at)}`,
    },
    {
      key: "do",
      head: <span className="visually-hidden">{t("certificate.revoke")}</span>,
      cell: (row) =>
        row.revoked_at === null && (
          <button
            type="button"
            className="button quiet"
            aria-label={t("broker.revoke_one", { username: row.username })}
            onClick={() => {
              setAsking(row);
            }}
          >
            {t("certificate.revoke")}
          </button>
        ),
    },
  ];
  return (
    <Panel title={t("broker.users")}>
      <NewUser onMade={loaded.again} />
      {fault && <FaultNote fault={fault} />}
      {rows.length > 0 ? (
        <Table caption={t("broker.users")} columns={columns} rows={rows} rowKey={({ username }) => username} />
      ) : (
        <State loaded={loaded} empty what={t("broker.none")} />
      )}
      {loaded.data?.more && last && (
        <div className="op-paging">
          <button
            type="button"
            className="button"
            onClick={() => {
              setAfter(last.username);
            }}
          >
            {t("form.more")}
          </button>
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t("broker.revoke_one", { username: asking.username })}
          text={t("broker.revoke_ask")}
          action={t("certificate.revoke")}
          busy={busy}
          onClose={() => {
            setAsking(null);
          }}
          onConfirm={() => {
            run(
              () =>
                send("POST", `/brokers/users/${encodeURIComponent(asking.username)}/revoke`).finally(() => {
                  setAsking(null);
                }),
              loaded.again,
            );
          }}
        />
      )}
    </Panel>
  );
}

/** The brokers: how far their files are behind the policy, and the users that have a role there. */
export function BrokersPage() {
  const { t } = useAccessWords();
  return (
    <Page title={t("broker.title")}>
      <p className="op-note">{t("broker.what")}</p>
      <StatePanel />
      <Users />
    </Page>
  );
}
