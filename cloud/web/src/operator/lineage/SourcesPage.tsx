import { useState } from "react";

import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { goTo, useRoute } from "../../shell/useRoute";
import { count } from "../figures";
import { useData } from "../useData";
import { Page, Panel } from "../works/Page";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";
import { RECORD_KINDS, type RecordKind, type Source } from "./api";
import { matchesHref, rowsHref, sourcesHref } from "./links";
import { Origins } from "./Origins";

const kindOf = (text: string | undefined): RecordKind => RECORD_KINDS.find((each) => each === text) ?? "fires";

/** Asks of one record where it comes from; what was asked stands in the address. */
function Ask({ kind: asked, id }: { kind: RecordKind; id: string }) {
  const { t } = useWords();
  const [kind, setKind] = useState(asked);
  const [number, setNumber] = useState(id);
  return (
    <Form
      onSubmit={() => {
        goTo(sourcesHref({ kind, id: number }));
      }}
      buttons={
        <button type="submit" className="button strong">
          {t("origin.ask")}
        </button>
      }
    >
      <SelectField
        label={t("imports.kind")}
        value={kind}
        onChange={(told) => {
          setKind(kindOf(told));
        }}
      >
        {RECORD_KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`import_kind.${each}`)}
          </option>
        ))}
      </SelectField>
      <TextField label={t("origin.number")} type="number" min={1} required value={number} onChange={setNumber} />
    </Form>
  );
}

/** Every source of fire risk: how much of it there is, what waits, and what is missing. */
function Sources() {
  const { t, language, speak } = useWords();
  const loaded = useData<{ items: Source[] }>("/risk-sources");
  const rows = loaded.data?.items ?? [];
  const number = (value: number) => count(value, language);
  const columns: Column<Source>[] = [
    { key: "source", head: t("sources.source"), cell: (row) => speak(row.label) },
    { key: "rows", head: t("sources.rows"), number: true, cell: (row) => number(row.rows) },
    {
      key: "missing",
      head: t("sources.missing"),
      cell: (row) => <span data-bad={row.missing ? true : undefined}>{row.missing ? speak(row.missing) : t("sources.complete")}</span>,
    },
    {
      key: "aside",
      head: t("nav.rows"),
      number: true,
      cell: (row) => (row.set_aside > 0 ? <a href={rowsHref({ state: "faulty" })}>{number(row.set_aside)}</a> : "0"),
    },
    {
      key: "waiting",
      head: t("nav.matches"),
      number: true,
      cell: (row) => (row.waiting > 0 ? <a href={matchesHref()}>{number(row.waiting)}</a> : "0"),
    },
    { key: "first", head: t("sources.first"), extra: true, cell: (row) => row.first_day ?? "–" },
    { key: "last", head: t("sources.last"), extra: true, cell: (row) => row.last_day ?? "–" },
    {
      key: "buildings",
      head: t("sources.buildings"),
      number: true,
      extra: true,
      cell: (row) => (row.building_share === null ? "–" : `${number(Math.round(row.building_share * 100))}%`),
    },
  ];
  return (
    <Panel title={t("sources.title")}>
      {rows.length > 0 ? (
        <Table caption={t("sources.title")} columns={columns} rows={rows} rowKey={({ source }) => source} />
      ) : (
        <State loaded={loaded} empty />
      )}
    </Panel>
  );
}

/** Where records come from: each source as a whole, and the origin of any one record. */
export function SourcesPage() {
  const { t } = useWords();
  const { query } = useRoute();
  const kind = kindOf(query.kind);
  const id = query.id ?? "";
  return (
    <Page title={t("nav.sources")}>
      <Sources />
      <Panel title={t("origin.which")}>
        <Ask key={`${kind} ${id}`} kind={kind} id={id} />
      </Panel>
      {Number(id) > 0 && <Origins kind={kind} id={Number(id)} />}
    </Page>
  );
}
