import { useState, type SyntheticEvent } from "react";

import type { Label } from "../../api/types";
import { useMay } from "../../shell/useMe";
import { goTo, useRoute } from "../../shell/useRoute";
import { hrefOf, hrefWith } from "../../shell/route";
import { count } from "../figures";
import { areaHref, gatewayHref, gatewaysHref, organisationHref } from "../links";
import { useData } from "../useData";
import { AreaFilter } from "../works/AreaFilter";
import { FilterBar, FilterSelect } from "../works/Filters";
import { Moment } from "../works/Moment";
import { Page } from "../works/Page";
import { Paging } from "../works/Paging";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";

interface Row {
  id: number;
  number: string;
  name: string;
  category: { code: string; name: Label };
  area: string;
  area_name: Label;
  state: string;
  state_name: Label;
  gateways: number;
  points_planned: number;
  points_heard: number;
  heard_at: number | null;
}

interface Found {
  kind: "organisation" | "building" | "gateway" | "device" | "room" | "point";
  id: string;
  name: string;
  detail: string;
  organisation_id: number | null;
  organisation: string | null;
  area: string;
  area_name: Label;
  place: string;
}

/** What a search by text, pinyin, initials or code has found, of every kind. */
function FoundList({ text, area }: { text: string; area: string | undefined }) {
  const { t, speak } = useWords();
  const loaded = useData<{ items: Found[]; more: boolean }>("/search", { q: text, area, limit: 50 });
  const rows = loaded.data?.items ?? [];
  if (rows.length === 0) return <State loaded={loaded} empty what={t("registry.nothing_found")} />;
  const href = (row: Found) =>
    row.kind === "gateway"
      ? gatewayHref(row.id)
      : row.organisation_id === null
        ? hrefOf(["registry"])
        : organisationHref(row.organisation_id);
  const columns: Column<Found>[] = [
    { key: "name", head: t("registry.name"), cell: (row) => <a href={href(row)}>{row.name}</a> },
    { key: "kind", head: t("registry.kind"), cell: (row) => t(`kind.${row.kind}`) },
    { key: "detail", head: t("registry.detail"), cell: (row) => row.detail || row.place },
    {
      key: "organisation",
      head: t("column.organisation"),
      cell: (row) =>
        row.organisation_id !== null && row.kind !== "organisation" ? (
          <a href={organisationHref(row.organisation_id)}>{row.organisation}</a>
        ) : (
          ""
        ),
    },
    {
      key: "area",
      head: t("area.area"),
      extra: true,
      cell: (row) => <a href={areaHref(row.area)}>{speak(row.area_name)}</a>,
    },
  ];
  return (
    <>
      <Table
        caption={t("registry.found")}
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.kind}/${row.id}`}
      />
      {loaded.data?.more && <p className="op-note muted">{t("registry.more")}</p>}
    </>
  );
}

function Organisations() {
  const { t, language, speak } = useWords();
  const { query } = useRoute();
  const { area, category, state, cursor } = query;
  const loaded = useData<{ items: Row[]; next: number | null }>("/organisations", {
    area,
    category,
    state,
    after: cursor,
  });
  const rows = loaded.data?.items ?? [];
  const columns: Column<Row>[] = [
    {
      key: "name",
      head: t("registry.name"),
      cell: (row) => <a href={organisationHref(row.id)}>{row.name}</a>,
    },
    { key: "number", head: t("organisation.number"), cell: (row) => <span className="code">{row.number}</span> },
    { key: "category", head: t("organisation.category"), cell: (row) => speak(row.category.name) },
    {
      key: "area",
      head: t("area.area"),
      extra: true,
      cell: (row) => <a href={areaHref(row.area)}>{speak(row.area_name)}</a>,
    },
    { key: "state", head: t("organisation.state"), cell: (row) => speak(row.state_name) },
    {
      key: "gateways",
      head: t("figure.gateways"),
      number: true,
      cell: (row) => <a href={gatewaysHref({ organisation: row.id })}>{count(row.gateways, language)}</a>,
    },
    {
      key: "points",
      head: t("organisation.points"),
      number: true,
      cell: (row) => (
        <a href={organisationHref(row.id)}>
          {count(row.points_heard, language)} / {count(row.points_planned, language)}
        </a>
      ),
    },
    {
      key: "heard",
      head: t("organisation.heard_at"),
      number: true,
      extra: true,
      cell: (row) => <Moment at={row.heard_at} />,
    },
  ];
  if (rows.length === 0) return <State loaded={loaded} empty what={t("registry.none")} />;
  return (
    <>
      <Table caption={t("nav.registry")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      <Paging next={loaded.data?.next ?? null} />
    </>
  );
}

const STATES = [
  "planned",
  "enrolled",
  "heard",
  "walk-tested",
  "in-service",
  "suspended",
  "retired",
] as const;

/** The registry of organisations: browsed by area, category and state, or searched. */
export function RegistryPage() {
  const { t, speak } = useWords();
  const route = useRoute();
  const mayEdit = useMay("edit-registry");
  const categories = useData<{ items: { code: string; name: Label }[] }>("/organisations/categories");
  const [text, setText] = useState(route.query.q ?? "");
  const all = { value: "", text: t("filter.all") };
  const search = (event: SyntheticEvent) => {
    event.preventDefault();
    goTo(hrefWith(route, { q: text.trim() || null }));
  };
  return (
    <Page
      title={t("nav.registry")}
      tools={
        mayEdit && (
          <a className="button strong" href={hrefOf(["registry", "new"])}>
            {t("registry.new")}
          </a>
        )
      }
    >
      <FilterBar>
        <form className="op-filter op-search" role="search" onSubmit={search}>
          <label>
            <span>{t("registry.search")}</span>
            <input
              type="search"
              value={text}
              maxLength={64}
              placeholder={t("registry.search_hint")}
              onChange={(event) => {
                setText(event.target.value);
              }}
            />
          </label>
          <button type="submit" className="button">
            {t("registry.find")}
          </button>
        </form>
        <AreaFilter />
        {!route.query.q && (
          <>
            <FilterSelect
              name="category"
              label={t("organisation.category")}
              options={[
                all,
                ...(categories.data?.items ?? []).map(({ code, name }) => ({ value: code, text: speak(name) })),
              ]}
            />
            <FilterSelect
              name="state"
              label={t("organisation.state")}
              options={[all, ...STATES.map((value) => ({ value, text: t(`commissioning.${value}`) }))]}
            />
          </>
        )}
      </FilterBar>
      {route.query.q ? <FoundList text={route.query.q} area={route.query.area} /> : <Organisations />}
    </Page>
  );
}
