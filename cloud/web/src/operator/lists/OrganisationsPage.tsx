import { useRoute } from "../../shell/useRoute";
import { formatBytes } from "../../time/format";
import { SHARES, type FleetOrganisation, type Page as ApiPage } from "../api";
import { count, percent } from "../figures";
import { areaHref, gatewaysHref, organisationHref } from "../links";
import { FIGURES_MS, useData } from "../useData";
import { AreaFilter } from "../works/AreaFilter";
import { FilterBar, FilterSelect } from "../works/Filters";
import { Page } from "../works/Page";
import { Paging } from "../works/Paging";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";

const SORTS = [
  "silent",
  "never",
  "stale",
  "clock",
  "quarantined",
  "shed",
  "spool",
  "gateways",
  ...SHARES,
] as const;

/** Organisations by what is wrong with them. */
export function OrganisationsPage() {
  const { t, language, speak } = useWords();
  const { query } = useRoute();
  const loaded = useData<ApiPage<FleetOrganisation>>("/fleet/organisations", query, FIGURES_MS);
  const rows = loaded.data?.items ?? [];
  const number = (value: number) => count(value, language);
  const columns: Column<FleetOrganisation>[] = [
    {
      key: "name",
      head: t("column.organisation"),
      cell: (row) => <a href={organisationHref(row.organisation_id)}>{row.name}</a>,
    },
    {
      key: "area",
      head: t("area.area"),
      extra: true,
      cell: (row) => <a href={areaHref(row.area)}>{speak(row.area_name)}</a>,
    },
    {
      key: "online",
      head: t("figure.online"),
      number: true,
      cell: (row) => (
        <a href={gatewaysHref({ organisation: row.organisation_id })}>
          {number(row.online)} / {number(row.gateways)}
        </a>
      ),
    },
    {
      key: "silent",
      head: t("figure.silent"),
      number: true,
      cell: (row) => (
        <a
          href={gatewaysHref({ organisation: row.organisation_id, link: "silent" })}
          data-bad={row.silent > 0 || undefined}
        >
          {number(row.silent)}
        </a>
      ),
    },
    {
      key: "stale",
      head: t("column.stale"),
      number: true,
      cell: (row) => (
        <a href={gatewaysHref({ organisation: row.organisation_id })}>
          {number(row.stale_parts)} / {number(row.parts)}
        </a>
      ),
    },
    {
      key: "clock",
      head: t("figure.clock_faults"),
      number: true,
      cell: (row) => (
        <a href={gatewaysHref({ organisation: row.organisation_id, clock_fault: true })}>
          {number(row.clock_faults)}
        </a>
      ),
    },
    { key: "quarantined", head: t("figure.quarantined"), number: true, cell: (row) => number(row.quarantined) },
    { key: "shed", head: t("figure.shed"), number: true, extra: true, cell: (row) => number(row.shed) },
    {
      key: "spool",
      head: t("column.spool"),
      number: true,
      extra: true,
      cell: (row) => formatBytes(row.spool_bytes, language),
    },
    {
      key: "completeness",
      head: t("share.completeness"),
      number: true,
      cell: (row) => (
        <a href={organisationHref(row.organisation_id)}>
          {percent(row.quality.completeness.share, language)}
        </a>
      ),
    },
  ];
  return (
    <Page title={t("nav.organisations")}>
      <FilterBar>
        <AreaFilter />
        <FilterSelect
          name="sort"
          label={t("filter.sort")}
          options={SORTS.map((value) => ({ value: value === "silent" ? "" : value, text: t(`sort.${value}`) }))}
        />
      </FilterBar>
      {rows.length > 0 ? (
        <Table
          caption={t("nav.organisations")}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.organisation_id}
        />
      ) : (
        <State loaded={loaded} empty what={t("organisations.none")} />
      )}
      <Paging next={loaded.data?.next ?? null} />
    </Page>
  );
}
