import { useState } from "react";

import { send } from "../api/client";
import { Form } from "../forms/Form";
import { TextField } from "../forms/TextField";
import { useChange } from "../forms/useChange";
import { useData } from "../operator/useData";
import { FilterBar, FilterText } from "../operator/works/Filters";
import { Page, Panel } from "../operator/works/Page";
import { Paging } from "../operator/works/Paging";
import { FaultNote, State } from "../operator/works/State";
import { Table, type Column } from "../operator/works/Table";
import { hrefWith } from "../shell/route";
import { goTo, useRoute } from "../shell/useRoute";
import type { Account } from "./api";
import { GrantForm } from "./GrantForm";
import { GrantList } from "./GrantList";
import { ToldOnce } from "./ToldOnce";
import { usePeopleWords } from "./usePeopleWords";

interface Secret {
  title: string;
  password: string;
}

function NewAccount({ onMade }: { onMade: (account: Account, secret: Secret | null) => void }) {
  const { t } = usePeopleWords();
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const { busy, fault, run } = useChange();
  const submit = () => {
    run(
      () => send<Account & { first_password: string | null }>("POST", "/accounts", { login, name }),
      (made) => {
        setLogin("");
        setName("");
        onMade(
          made,
          made.first_password ? { title: `${t("people.made")}: ${made.login}`, password: made.first_password } : null,
        );
      },
    );
  };
  return (
    <Form
      data-testid="account-form"
      onSubmit={submit}
      fault={fault}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("people.make")}
        </button>
      }
    >
      <TextField
        label={t("people.login")}
        required
        maxLength={64}
        autoCapitalize="none"
        spellCheck={false}
        value={login}
        placeholder={t("people.login_hint")}
        onChange={setLogin}
      />
      <TextField label={t("people.name")} required maxLength={64} value={name} onChange={setName} />
    </Form>
  );
}

/** Accounts: made, found, given duties, disabled. For administrators of people. */
export function PeoplePage() {
  const { t, speak, moment } = usePeopleWords();
  const route = useRoute();
  const { search, cursor } = route.query;
  const [chosen, setChosen] = useState<number | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const { busy, fault, run } = useChange();
  const loaded = useData<{ items: Account[]; more: boolean }>("/accounts", {
    search,
    after: cursor,
    limit: 50,
  });
  const rows = loaded.data?.items ?? [];
  const managed = rows.find(({ id }) => id === chosen);

  const disable = (row: Account) => {
    if (!row.disabled && !window.confirm(t("people.confirm_disable", { name: row.name }))) return;
    run(() => send("PATCH", `/accounts/${row.id}`, { disabled: !row.disabled }), loaded.again);
  };
  const reset = (row: Account) => {
    if (!window.confirm(t("people.confirm_reset", { name: row.name }))) return;
    run(
      () => send<{ first_password: string }>("POST", `/accounts/${row.id}/password`),
      (made) => {
        setSecret({ title: `${row.name} (${row.login})`, password: made.first_password });
        loaded.again();
      },
    );
  };
  const columns: Column<Account>[] = [
    {
      key: "name",
      head: t("people.name"),
      cell: (row) => (
        <span className="person">
          {row.name} <span className="muted">{row.login}</span>
        </span>
      ),
    },
    {
      key: "state",
      head: t("people.state"),
      cell: (row) =>
        row.disabled ? t("people.disabled") : row.password_due ? t("people.due") : t("people.enabled"),
    },
    { key: "duties", head: t("people.duties"), cell: (row) => <GrantList grants={row.grants} /> },
    {
      key: "last",
      head: t("people.last_login"),
      extra: true,
      cell: (row) => (row.last_login_at === null ? t("people.never") : moment(row.last_login_at)),
    },
    {
      key: "work",
      head: <span className="visually-hidden">{t("people.manage")}</span>,
      cell: (row) => (
        <span className="row-buttons">
          <button
            type="button"
            className="button quiet"
            aria-expanded={row.id === chosen}
            aria-label={`${t("people.manage")}: ${row.name}`}
            onClick={() => {
              setChosen(row.id === chosen ? null : row.id);
            }}
          >
            {t("people.manage")}
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={`${t("people.reset")}: ${row.name}`}
            onClick={() => {
              reset(row);
            }}
          >
            {t("people.reset")}
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={`${row.disabled ? t("people.enable") : t("people.disable")}: ${row.name}`}
            onClick={() => {
              disable(row);
            }}
          >
            {row.disabled ? t("people.enable") : t("people.disable")}
          </button>
        </span>
      ),
    },
  ];
  return (
    <Page title={t("page.people")}>
      <Panel title={t("people.make")}>
        <NewAccount
          onMade={(account, told) => {
            goTo(hrefWith(route, { search: account.login }));
            setChosen(account.id);
            setSecret(told);
            loaded.again();
          }}
        />
      </Panel>
      <Panel title={t("page.people")}>
        <FilterBar>
          <FilterText name="search" label={t("people.search")} />
        </FilterBar>
        {fault && <FaultNote fault={fault} />}
        <State loaded={loaded} empty={rows.length === 0} what={t("people.empty")} />
        {rows.length > 0 && (
          <Table caption={t("page.people")} columns={columns} rows={rows} rowKey={({ id }) => id} />
        )}
        <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
      </Panel>
      {managed && (
        <Panel title={`${t("people.manage")}: ${managed.name} (${managed.login})`}>
          <GrantList
            grants={managed.grants}
            onRemove={(grant) => {
              const words = { name: managed.name, duty: speak(grant.name) };
              if (!window.confirm(t("people.confirm_remove", words))) return;
              run(() => send("DELETE", `/accounts/${managed.id}/grants/${grant.id}`), loaded.again);
            }}
          />
          <GrantForm key={managed.id} account={managed.id} onDone={loaded.again} />
        </Panel>
      )}
      {secret && (
        <ToldOnce
          title={secret.title}
          label={t("people.first_password")}
          secret={secret.password}
          warning={t("people.told_once")}
          onClose={() => {
            setSecret(null);
          }}
        />
      )}
    </Page>
  );
}
