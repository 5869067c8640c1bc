import { areaHref, gatewaysHref, organisationHref } from "../operator/links";
import { FIGURES_MS, useData } from "../operator/useData";
import { AreaFilter } from "../operator/works/AreaFilter";
import { FilterBar } from "../operator/works/Filters";
import { Moment } from "../operator/works/Moment";
import { Page } from "../operator/works/Page";
import { Paging } from "../operator/works/Paging";
import { State } from "../operator/works/State";
import { Table, type Column } from "../operator/works/Table";
import { useRoute } from "../shell/useRoute";
import type { SilentOrganisation } from "./api";
import { useAreaNames } from "../pickers/useAreaNames";
import { useExchangeWords } from "./useExchangeWords";

const LIMIT = 100;

/** Organisations of which nobody is heard any more. */
export function SilentPage() {
  const { t, number, moment, speak } = useExchangeWords();
  const { query } = useRoute();
  const { names } = useAreaNames();
  const loaded = useData<{ items: SilentOrganisation[]; more: boolean }>(
    "/supervision/silent-organisations",
    { area: query.area, after: query.cursor, limit: LIMIT },
    FIGURES_MS,
  );
  const rows = loaded.data?.items ?? [];
  const columns: Column<SilentOrganisation>[] = [
    {
      key: "name",
      head: t("letters.organisation"),
      cell: (row) => <a href={organisationHref(row.organisation_id)}>{row.name || `#${row.organisation_id}`}</a>,
    },
    {
      key: "area",
      head: t("letters.area"),
      cell: (row) => {
        const name = names.get(row.area);
        return <a href={areaHref(row.area)}>{name ? speak(name) : row.area}</a>;
      },
    },
    { key: "for", head: t("silent.for"), number: true, cell: (row) => <Moment at={row.silent_since} /> },
    {
      key: "since",
      head: t("silent.since"),
      number: true,
      extra: true,
      cell: (row) => <span className="num">{moment(row.silent_since)}</span>,
    },
    {
      key: "gateways",
      head: t("silent.gateways"),
      number: true,
      cell: (row) => (
        <a href={gatewaysHref({ organisation: row.organisation_id })}>{number(row.gateways)}</a>
      ),
    },
  ];
  return (
    <Page title={t("silent.title")}>
      <p className="op-note muted">{t("silent.about")}</p>
      <FilterBar>
        <AreaFilter />
      </FilterBar>
      {rows.length > 0 ? (
        <Table
          caption={t("silent.title")}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.organisation_id}
        />
      ) : (
        <State loaded={loaded} empty what={t("silent.none")} />
      )}
      {loaded.fault && rows.length > 0 && <State loaded={loaded} />}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.organisation_id ?? null) : null} />
    </Page>
  );
}
