import type { ReactNode } from "react";

import type { Alarm } from "../../api/types";
import { useVocabularyData } from "../../hooks/useVocabularyData";
import { Kind } from "../../history/EventTable";
import { deviceHistoryHref } from "../../history/links";
import { useVocabulary } from "../../history/useHistoryWords";
import { OrganisationName } from "../../pickers/OrganisationName";
import { hrefWith } from "../../shell/route";
import { useRoute } from "../../shell/useRoute";
import { roomHref } from "../links";
import { FIGURES_MS, useData } from "../useData";
import { AreaFilter } from "../works/AreaFilter";
import { FilterBar, FilterSelect } from "../works/Filters";
import { Page } from "../works/Page";
import { Paging } from "../works/Paging";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";

const LIMIT = 50;

/** What the address narrows the list to, and the way to take that away. */
function Narrowed({ name, children }: { name: "gateway" | "organisation"; children: ReactNode }) {
  const { t } = useWords();
  return (
    <p className="op-note">
      {children}{" "}
      <a href={hrefWith(useRoute(), { [name]: null })}>{t("alarms.everyone")}</a>
    </p>
  );
}

/** Every alarm of the centre that fits the filters in the address, newest first: the rest of what a room can hold. */
export function AlarmsPage() {
  const { t, speak, stamp } = useWords();
  const { query } = useRoute();
  const { gateway, organisation } = query;
  const vocabulary = useVocabulary();
  const kinds = useVocabularyData().data?.kinds.filter(({ alarm }) => alarm) ?? [];
  const loaded = useData<{ items: Alarm[]; more: boolean }>(
    "/alarms",
    { open: query.open, kind: query.kind, area: query.area, gateway, organisation, before: query.cursor, limit: LIMIT },
    FIGURES_MS,
  );
  const rows = [...(loaded.data?.items ?? [])].reverse();
  const all = { value: "", text: t("filter.all") };
  const columns: Column<Alarm>[] = [
    { key: "at", head: t("column.time"), cell: (row) => <span className="num">{stamp(row.raised_at)}</span> },
    { key: "kind", head: t("column.kind"), cell: (row) => <Kind name={row.kind} text={vocabulary.kind(row.kind)} /> },
    {
      key: "place",
      head: t("column.place"),
      cell: (row) => (
        <a href={deviceHistoryHref(row.gateway, row.part)} title={t("alarms.history")}>
          {speak(row.place) || row.part} <span className="muted">{speak(row.device)}</span>
        </a>
      ),
    },
    { key: "state", head: t("alarms.state"), cell: (row) => vocabulary.state(row.state) },
    { key: "level", head: t("alarms.standing"), cell: (row) => t(`alarms.${row.level}`) },
    { key: "by", head: t("alarms.by"), extra: true, cell: (row) => row.acknowledged_by ?? "–" },
    {
      key: "gateway",
      head: t("column.gateway"),
      cell: (row) => (
        <a className="code" href={roomHref({ gateway: row.gateway })} title={t("alarms.room")}>
          {row.gateway}
        </a>
      ),
    },
  ];
  return (
    <Page title={t("nav.alarms")}>
      <FilterBar>
        <AreaFilter />
        <FilterSelect
          name="open"
          label={t("alarms.state")}
          options={[all, { value: "true", text: t("alarms.open") }, { value: "false", text: t("alarms.closed") }]}
        />
        <FilterSelect
          name="kind"
          label={t("column.kind")}
          options={[all, ...kinds.map((term) => ({ value: term.kind, text: speak(term) }))]}
        />
      </FilterBar>
      {gateway && <Narrowed name="gateway">{t("alarms.one_gateway", { gateway })}</Narrowed>}
      {organisation && (
        <Narrowed name="organisation">
          {t("alarms.one_organisation")} <OrganisationName id={Number(organisation)} />
        </Narrowed>
      )}
      {rows.length > 0 ? (
        <Table caption={t("nav.alarms")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("alarms.none")} />
      )}
      {loaded.fault && rows.length > 0 && <State loaded={loaded} />}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
    </Page>
  );
}
