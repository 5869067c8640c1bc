import { useState } from "react";

import { send } from "../../api/client";
import { incidentHref } from "../../dispatch/links";
import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { FilterBar, FilterSelect, FilterText } from "../../operator/works/Filters";
import { Moment } from "../../operator/works/Moment";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import type { CrewLink, Listed } from "../api";
import { newHref, oneHref } from "../links";
import { useForceWords } from "../useForceWords";

const ROWS = 50;
const FRESH_MS = 30_000;
const KINDS = ["unit", "station", "command"] as const;

const openedHref = ({ unit_id, station_id, incident_id }: CrewLink) =>
  unit_id !== null
    ? oneHref("units", unit_id)
    : station_id !== null
      ? oneHref("stations", station_id)
      : incidentHref(incident_id ?? 0);

/** Who holds a link to what, until when; each can be revoked. */
export function LinkList() {
  const { t, date } = useForceWords();
  const { query } = useRoute();
  const { busy, fault, run } = useChange();
  const [asking, setAsking] = useState<CrewLink | null>(null);
  const loaded = useData<Listed<CrewLink>>(
    "/crew-links",
    { kind: query.kind, q: query.q, after: query.cursor, limit: ROWS },
    FRESH_MS,
  );
  const rows = loaded.data?.items ?? [];
  const narrowed = query.kind !== undefined || query.q !== undefined;
  const columns: Column<CrewLink>[] = [
    { key: "person", head: t("field.person"), cell: (row) => row.person },
    { key: "kind", head: t("field.kind"), cell: (row) => t(`link.kind_${row.kind}`) },
    { key: "name", head: t("link.opens"), cell: (row) => <a href={openedHref(row)}>{row.name}</a> },
    { key: "expires", head: t("link.expires_at"), number: true, cell: (row) => date(row.expires_at) },
    {
      key: "used",
      head: t("link.used_at"),
      number: true,
      cell: (row) => (row.used_at === null ? <span className="muted">{t("link.unused")}</span> : <Moment at={row.used_at} />),
    },
    { key: "by", head: t("link.made_by"), extra: true, cell: (row) => row.made_by },
    {
      key: "revoke",
      head: <span className="visually-hidden">{t("link.revoke")}</span>,
      cell: (row) => (
        <button
          type="button"
          className="button quiet"
          aria-label={t("link.revoke_one", { person: row.person })}
          onClick={() => {
            setAsking(row);
          }}
        >
          {t("link.revoke")}
        </button>
      ),
    },
  ];
  return (
    <Page
      title={t("nav.links")}
      tools={
        <a className="button strong" href={newHref("links")}>
          {t("new.links")}
        </a>
      }
    >
      <p className="op-note">{t("link.body")}</p>
      {fault && <FaultNote fault={fault} />}
      <FilterBar>
        <FilterText key={query.q} name="q" label={t("list.search")} placeholder={t("field.person")} />
        <FilterSelect
          name="kind"
          label={t("field.kind")}
          options={[
            { value: "", text: t("list.all") },
            ...KINDS.map((kind) => ({ value: kind, text: t(`link.kind_${kind}`) })),
          ]}
        />
      </FilterBar>
      {rows.length > 0 ? (
        <Table caption={t("nav.links")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t(narrowed ? "list.nothing" : "list.none_links")} />
      )}
      <Paging next={loaded.data?.next ?? null} />
      {asking && (
        <ConfirmDialog
          title={t("link.revoke")}
          text={t("link.revoke_ask", { person: asking.person, name: asking.name })}
          action={t("link.revoke")}
          busy={busy}
          onClose={() => {
            setAsking(null);
          }}
          onConfirm={() => {
            setAsking(null);
            run(() => send("POST", `/crew-links/${asking.id}/revoke`), loaded.again);
          }}
        />
      )}
    </Page>
  );
}
