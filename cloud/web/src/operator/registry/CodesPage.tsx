import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { CountyField } from "../../pickers/CountyField";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import { useRoute } from "../../shell/useRoute";
import type { Label } from "../../api/types";
import { formatTime } from "../../time/format";
import { gatewayHref, organisationHref } from "../links";
import { useData } from "../useData";
import { FilterBar, FilterSelect } from "../works/Filters";
import { Moment } from "../works/Moment";
import { Page, Panel } from "../works/Page";
import { FaultNote, State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";
import { Slip } from "./Slip";

export interface Code {
  id: number;
  area: string;
  gateway: string;
  organisation_id: number | null;
  note: string;
  state: "open" | "used" | "withdrawn" | "ended";
  made_by: string;
  made_at: number;
  ends_at: number;
  used_at: number | null;
}

interface OrganisationOut {
  id: number;
  name: string;
  area: string;
  area_name: Label;
}

export interface MadeCode extends Code {
  code: string;
  qr_text: string | null;
}

/** What the address says of the gateway that the code is for. */
interface Begin {
  whose: Found | null;
  area: string;
  gateway: string;
}

/** Makes a code: for an organisation found by its name, or for an area alone. */
function NewCode({ begin, onMade }: { begin: Begin; onMade: (made: MadeCode) => void }) {
  const { t } = useWords();
  const [whose, setWhose] = useState<Found | null>(begin.whose);
  const [area, setArea] = useState(begin.area);
  const [gateway, setGateway] = useState(begin.gateway);
  const [days, setDays] = useState("14");
  const [note, setNote] = useState("");
  const { busy, fault, run } = useChange();
  const submit = () => {
    const asked = {
      area: whose?.area ?? area,
      organisation_id: whose ? Number(whose.id) : null,
      gateway: gateway.trim() || null,
      days: Number(days),
      note,
    };
    run(() => send<MadeCode>("POST", "/enrolment/codes", asked), onMade);
  };
  return (
    <Form
      onSubmit={submit}
      fault={fault}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("codes.make")}
        </button>
      }
    >
      <OrganisationField label={t("codes.organisation")} chosen={whose} onChange={setWhose} />
      <CountyField value={whose?.area ?? area} disabled={whose !== null} onChange={setArea} />
      <TextField
        label={t("codes.gateway")}
        value={gateway}
        pattern="[A-Za-z0-9_\-]{1,64}"
        placeholder={t("codes.gateway_hint")}
        onChange={setGateway}
      />
      <TextField label={t("codes.days")} type="number" min={1} max={90} required value={days} onChange={setDays} />
      <TextField field="wide" label={t("form.note")} value={note} maxLength={500} onChange={setNote} />
    </Form>
  );
}

/** One-time codes for installers: made, printed on a slip, listed, withdrawn. */
export function CodesPage() {
  const { t, language } = useWords();
  const { query } = useRoute();
  const [made, setMade] = useState<MadeCode | null>(null);
  const { busy, fault, run } = useChange();
  const loaded = useData<{ items: Code[]; more: boolean }>("/enrolment/codes", { state: query.state, limit: 50 });
  const owner = useData<OrganisationOut>(query.organisation ? `/organisations/${query.organisation}` : null).data;
  const begin = {
    whose: owner && { id: String(owner.id), name: owner.name, area: owner.area, area_name: owner.area_name },
    area: query.area ?? "",
    gateway: query.gateway ?? "",
  };
  const rows = loaded.data?.items ?? [];
  const columns: Column<Code>[] = [
    {
      key: "gateway",
      head: t("column.gateway"),
      cell: (row) => (
        <a className="code" href={gatewayHref(row.gateway)}>
          {row.gateway}
        </a>
      ),
    },
    { key: "state", head: t("organisation.state"), cell: (row) => t(`code.${row.state}`) },
    {
      key: "organisation",
      head: t("column.organisation"),
      cell: (row) =>
        row.organisation_id === null ? (
          "–"
        ) : (
          <a href={organisationHref(row.organisation_id)}>#{row.organisation_id}</a>
        ),
    },
    { key: "by", head: t("codes.made_by"), extra: true, cell: (row) => row.made_by },
    {
      key: "made",
      head: t("codes.made_at"),
      extra: true,
      cell: (row) => formatTime(row.made_at, "daytime", language),
    },
    { key: "ends", head: t("codes.ends_at"), cell: (row) => <Moment at={row.ends_at} /> },
    { key: "note", head: t("form.note"), extra: true, cell: (row) => row.note },
    {
      key: "do",
      head: <span className="visually-hidden">{t("codes.withdraw")}</span>,
      cell: (row) =>
        row.state === "open" ? (
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            onClick={() => {
              run(() => send("POST", `/enrolment/codes/${row.id}/withdraw`), loaded.again);
            }}
          >
            {t("codes.withdraw")}
          </button>
        ) : null,
    },
  ];
  return (
    <Page title={t("nav.codes")}>
      {made ? (
        <Slip
          made={made}
          onDone={() => {
            setMade(null);
          }}
        />
      ) : (
        <Panel title={t("codes.new")}>
          <NewCode
            key={JSON.stringify(begin)}
            begin={begin}
            onMade={(code) => {
              setMade(code);
              loaded.again();
            }}
          />
        </Panel>
      )}
      {fault && <FaultNote fault={fault} />}
      <FilterBar>
        <FilterSelect
          name="state"
          label={t("organisation.state")}
          options={[
            { value: "", text: t("filter.all") },
            ...(["open", "used", "withdrawn", "ended"] as const).map((value) => ({
              value,
              text: t(`code.${value}`),
            })),
          ]}
        />
      </FilterBar>
      {rows.length > 0 ? (
        <Table caption={t("nav.codes")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("codes.none")} />
      )}
    </Page>
  );
}
