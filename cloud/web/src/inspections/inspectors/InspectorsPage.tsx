import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import { useMay } from "../../shell/useMe";
import type { Inspector } from "../api";
import { ByField, rememberedBy } from "../../forms/ByField";
import { useInspectionWords } from "../useInspectionWords";

const CAPACITY = "20";
const KINDS = ["kinship", "interest", "recusal"] as const;

function AddForm({ onDone }: { onDone: () => void }) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const begin = { number: "", name: "", area: "15", districts: "", home_area: "", certified_until: "", capacity: CAPACITY, account: "" };
  const [told, setTold] = useState(begin);
  const field = (name: keyof typeof begin) => ({
    value: told[name],
    onChange: (value: string) => {
      setTold({ ...told, [name]: value });
    },
  });
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const { account, ...rest } = told;
        const body = {
          ...rest,
          account_id: account ? Number(account) : null,
          certified_until: rest.certified_until || null,
          capacity: Number(rest.capacity),
          districts: rest.districts.split(/\D+/).filter(Boolean),
        };
        run(
          () => send("POST", "/inspectors", body),
          () => {
            setTold(begin);
            onDone();
          },
        );
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("inspector.save")}
        </button>
      }
    >
      <TextField label={t("inspector.number")} required pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}" {...field("number")} />
      <TextField label={t("inspector.name")} required maxLength={64} {...field("name")} />
      <TextField label={t("inspector.area")} required pattern="15([0-9]{2}){0,2}" {...field("area")} />
      <TextField label={t("inspector.districts")} required {...field("districts")} />
      <TextField label={t("inspector.home")} pattern="(15[0-9]{4})?" {...field("home_area")} />
      <TextField label={t("inspector.until")} type="date" {...field("certified_until")} />
      <TextField label={t("inspector.capacity")} type="number" min={0} max={1000} required {...field("capacity")} />
      <TextField label={t("inspector.account")} type="number" min={1} {...field("account")} />
    </Form>
  );
}

function ConflictForm({ people, onDone }: { people: readonly Inspector[]; onDone: () => void }) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [who, setWho] = useState(String(people[0]?.id ?? ""));
  const [kind, setKind] = useState<string>("kinship");
  const [owner, setOwner] = useState<Found | null>(null);
  const [by, setBy] = useState(rememberedBy);
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = { organisation_id: Number(owner?.id), kind, by };
        run(
          () => send("POST", `/inspectors/${who}/conflicts`, told),
          () => {
            setOwner(null);
            onDone();
          },
        );
      }}
      buttons={
        <button type="submit" className="button" disabled={busy || owner === null}>
          {t("inspector.tell")}
        </button>
      }
    >
      <SelectField label={t("inspector.name")} value={who} onChange={setWho}>
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField label={t("inspector.kind")} value={kind} onChange={setKind}>
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`inspector.kind_${each}`)}
          </option>
        ))}
      </SelectField>
      <OrganisationField label={t("task.organisation")} chosen={owner} onChange={setOwner} />
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

/** Inspectors: certificate, districts, what is on them, and where they may not go. */
export function InspectorsPage() {
  const { t, number } = useInspectionWords();
  const plans = useMay("plan-inspections");
  const loaded = useData<{ items: Inspector[] }>("/inspectors", { limit: 500 }, 60_000);
  const rows = loaded.data?.items ?? [];
  const columns: Column<Inspector>[] = [
    { key: "name", head: t("inspector.name"), cell: (row) => row.name },
    { key: "number", head: t("inspector.number"), cell: (row) => <span className="num">{row.number}</span> },
    {
      key: "certificate",
      head: t("inspector.certificate"),
      cell: (row) => (
        <span data-bad={!row.certified || undefined}>
          {t(row.certified ? "inspector.valid" : "inspector.expired")} <span className="num">{row.certified_until}</span>
        </span>
      ),
    },
    { key: "districts", head: t("inspector.districts"), extra: true, cell: (row) => <span className="num">{row.districts.join(" ")}</span> },
    {
      key: "load",
      head: t("inspector.load"),
      number: true,
      cell: (row) => `${number(row.open_inspections)} / ${number(row.capacity)}`,
    },
    { key: "conflicts", head: t("inspector.conflicts"), number: true, cell: (row) => number(row.conflicts) },
    { key: "active", head: t("task.state"), cell: (row) => t(row.active ? "inspector.active" : "inspector.inactive") },
  ];
  return (
    <Page title={t("inspector.title")}>
      {rows.length > 0 ? (
        <Table caption={t("inspector.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("inspector.none")} />
      )}
      {plans && (
        <>
          <Panel title={t("inspector.add")}>
            <AddForm onDone={loaded.again} />
          </Panel>
          {rows.length > 0 && (
            <Panel title={t("inspector.tell")}>
              <ConflictForm people={rows} onDone={loaded.again} />
            </Panel>
          )}
        </>
      )}
    </Page>
  );
}
