import { useState } from "react";

import { send } from "../api/client";
import { Form } from "../forms/Form";
import { TextField } from "../forms/TextField";
import { useChange } from "../forms/useChange";
import { useNow } from "../hooks/useNow";
import { useData } from "../operator/useData";
import { Panel } from "../operator/works/Page";
import { State } from "../operator/works/State";
import { Table, type Column } from "../operator/works/Table";
import type { Me, Token } from "./api";
import { ToldOnce } from "./ToldOnce";
import { usePeopleWords } from "./usePeopleWords";

/** One's own tokens for programs: made, listed, revoked. */
export function TokenPanel({ me }: { me: Me }) {
  const { t, moment } = usePeopleWords();
  const now = useNow(0);
  const loaded = useData<{ items: Token[] }>("/tokens");
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const [made, setMade] = useState<string | null>(null);
  const { busy, fault, run } = useChange();
  const rows = loaded.data?.items ?? [];
  const submit = () => {
    run(
      () => send<{ token: string }>("POST", "/tokens", { name, permissions: wanted, days: Number(days) }),
      ({ token }) => {
        setMade(token);
        setName("");
        setWanted([]);
        loaded.again();
      },
    );
  };
  const state = (row: Token) =>
    row.revoked_at !== null
      ? t("mine.revoked")
      : row.expires_at <= now
        ? t("mine.expired")
        : moment(row.expires_at);
  const columns: Column<Token>[] = [
    {
      key: "name",
      head: t("mine.token_name"),
      cell: (row) => (
        <>
          {row.name} <span className="muted code">{row.prefix}…</span>
        </>
      ),
    },
    {
      key: "permissions",
      head: t("mine.permissions"),
      cell: (row) => row.permissions.map((each) => t(`permission.${each as "view"}`)).join(" · "),
    },
    { key: "expires", head: t("mine.expires"), cell: state },
    {
      key: "used",
      head: t("mine.last_used"),
      extra: true,
      cell: (row) => (row.last_used_at === null ? t("mine.unused") : moment(row.last_used_at)),
    },
    {
      key: "revoke",
      head: <span className="visually-hidden">{t("mine.revoke")}</span>,
      cell: (row) =>
        row.revoked_at === null && row.expires_at > now ? (
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={`${t("mine.revoke")}: ${row.name}`}
            onClick={() => {
              run(() => send("DELETE", `/tokens/${row.id}`), loaded.again);
            }}
          >
            {t("mine.revoke")}
          </button>
        ) : null,
    },
  ];
  return (
    <Panel title={t("mine.tokens")}>
      <p className="muted panel-text">{t("mine.tokens_about")}</p>
      <State loaded={loaded} empty={rows.length === 0} what={t("mine.no_tokens")} />
      {rows.length > 0 && (
        <Table caption={t("mine.tokens")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      )}
      <Form
        data-testid="token-form"
        onSubmit={submit}
        fault={fault}
        buttons={
          <button type="submit" className="button strong" disabled={busy || wanted.length === 0}>
            {t("mine.make_token")}
          </button>
        }
      >
        <TextField label={t("mine.token_name")} required maxLength={64} value={name} onChange={setName} />
        <TextField
          label={t("mine.days")}
          type="number"
          required
          min={1}
          max={365}
          value={days}
          onChange={setDays}
        />
        <fieldset className="wide permissions">
          <legend>{t("mine.permissions")}</legend>
          {me.permissions.map((each) => (
            <label key={each} className="login-show">
              <input
                type="checkbox"
                checked={wanted.includes(each)}
                onChange={(event) => {
                  setWanted(
                    event.target.checked ? [...wanted, each] : wanted.filter((held) => held !== each),
                  );
                }}
              />
              <span>{t(`permission.${each as "view"}`)}</span>
            </label>
          ))}
        </fieldset>
      </Form>
      {made && (
        <ToldOnce
          title={t("mine.make_token")}
          label={t("mine.token_made")}
          secret={made}
          warning={t("mine.token_once")}
          onClose={() => {
            setMade(null);
          }}
        />
      )}
    </Panel>
  );
}
