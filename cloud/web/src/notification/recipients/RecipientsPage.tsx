import { useState } from "react";

import { Enabled } from "../../access/parts/Enabled";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import type { Column } from "../../operator/works/Table";
import { ScopePicker } from "../../pickers/ScopePicker";
import { useMay } from "../../shell/useMe";
import { goTo, useRoute } from "../../shell/useRoute";
import type { Recipient } from "../api";
import { peopleHref, personHref } from "../links";
import { ListPage } from "../ListPage";
import { RecordForm } from "../RecordForm";
import { ScopeText } from "../ScopeText";
import { useNotificationWords } from "../useNotificationWords";

const LANGUAGES = ["zh", "en", "both"] as const;

function PersonForm({ person, onChanged }: { person: Recipient | null; onChanged: () => void }) {
  const { t } = useNotificationWords();
  const mayPeople = useMay("edit-people");
  const accounts = useData<{ items: { id: number; name: string; login: string }[] }>(
    mayPeople ? "/accounts" : null,
    { limit: 200 },
  );
  const [name, setName] = useState(person?.name ?? "");
  const [phone, setPhone] = useState(person?.phone ?? "");
  const [email, setEmail] = useState(person?.email ?? "");
  const [language, setLanguage] = useState<string>(person?.language ?? "zh");
  const [account, setAccount] = useState(String(person?.account_id ?? ""));
  const [areas, setAreas] = useState<readonly string[]>(person?.areas ?? []);
  const [organisations, setOrganisations] = useState<readonly number[]>(person?.organisations ?? []);
  const [enabled, setEnabled] = useState(person?.enabled ?? true);
  const scoped = areas.length > 0 || organisations.length > 0;
  const reached = phone.trim() !== "" || email.trim() !== "";
  return (
    <RecordForm
      path="/notification/recipients"
      record={person}
      removeAsk={t("person.remove_ask", { name: person?.name })}
      complete={scoped && reached}
      back={peopleHref()}
      told={() => ({
        name: name.trim(),
        phone: phone.trim(),
        email: email.trim(),
        language,
        account_id: Number(account) || null,
        areas,
        organisations,
        enabled,
      })}
      onDone={() => {
        onChanged();
        goTo(peopleHref());
      }}
    >
      <TextField label={t("person.name")} required maxLength={128} value={name} onChange={setName} />
      <TextField label={t("person.phone")} type="tel" pattern="\+?[0-9]{5,19}" value={phone} placeholder="13904711234" onChange={setPhone} />
      <TextField label={t("person.email")} type="email" maxLength={254} value={email} onChange={setEmail} />
      <SelectField label={t("person.language")} value={language} onChange={setLanguage}>
        {LANGUAGES.map((each) => (
          <option key={each} value={each}>
            {t(`language.${each}`)}
          </option>
        ))}
      </SelectField>
      {mayPeople && (
        <SelectField label={t("person.account")} value={account} onChange={setAccount}>
          <option value="">{t("person.no_account")}</option>
          {account !== "" && !accounts.data?.items.some(({ id }) => String(id) === account) && (
            <option value={account}>#{account}</option>
          )}
          {accounts.data?.items.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name} ({each.login})
            </option>
          ))}
        </SelectField>
      )}
      <ScopePicker areas={areas} organisations={organisations} onAreas={setAreas} onOrganisations={setOrganisations} />
      <Enabled label={t("form.enabled")} value={enabled} onChange={setEnabled} />
      {!scoped && <p className="muted wide">{t("form.scope_needed")}</p>}
      {!reached && <p className="muted wide">{t("person.reach_needed")}</p>}
    </RecordForm>
  );
}

/** Who can be told by mail or phone. */
export function RecipientsPage() {
  const { t } = useNotificationWords();
  const { steps } = useRoute();
  const loaded = useData<{ items: Recipient[] }>("/notification/recipients");
  const rows = loaded.data?.items ?? [];
  const which = steps[2];
  const chosen = rows.find(({ id }) => String(id) === which);
  if (which !== undefined) {
    return (
      <Page title={which === "new" ? t("person.new") : t("person.edit_one", { name: chosen?.name ?? "" })}>
        {which === "new" || chosen ? (
          <PersonForm key={which} person={chosen ?? null} onChanged={loaded.again} />
        ) : (
          <State loaded={loaded} empty what={t("person.none_such")} />
        )}
      </Page>
    );
  }
  const columns: Column<Recipient>[] = [
    { key: "name", head: t("person.name"), cell: (row) => <a href={personHref(row.id)}>{row.name}</a> },
    { key: "phone", head: t("person.phone"), cell: (row) => <span className="num">{row.phone || "–"}</span> },
    { key: "email", head: t("person.email"), cell: (row) => row.email || "–" },
    { key: "language", head: t("person.language"), extra: true, cell: (row) => t(`language.${row.language}`) },
    { key: "account", head: t("person.account"), cell: (row) => t(row.account_id === null ? "person.no_account" : "person.has_account") },
    { key: "on", head: t("form.state"), cell: (row) => t(row.enabled ? "form.on" : "form.off") },
    {
      key: "scope",
      head: t("form.scope"),
      extra: true,
      cell: (row) => <ScopeText areas={row.areas} organisations={row.organisations} />,
    },
  ];
  const words = { title: t("person.title"), about: t("person.about"), none: t("person.none"), fresh: t("person.new") };
  return <ListPage words={words} fresh={personHref("new")} columns={columns} loaded={loaded} />;
}
