import { useRoute } from "../../shell/useRoute";
import { SHARES, type FleetOrganisation, type QualityList, type ShareName } from "../api";
import { areaHref, organisationHref } from "../links";
import { FIGURES_MS, useData } from "../useData";
import { AreaFilter } from "../works/AreaFilter";
import { FilterBar, FilterSelect } from "../works/Filters";
import { Page } from "../works/Page";
import { Paging } from "../works/Paging";
import { Info, State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";
import { ShareCell } from "./ShareCell";

/** The quality of what organisations send, the lowest first, each share with the counts that make it. */
export function QualityPage() {
  const { t, speak } = useWords();
  const { query } = useRoute();
  const loaded = useData<QualityList>("/quality", query, FIGURES_MS);
  const rows = loaded.data?.items ?? [];
  const formulas = new Map(loaded.data?.formulas.map((formula) => [formula.share, formula]));
  const head = (name: ShareName) => {
    const formula = formulas.get(name);
    return (
      <span className="op-head-cell">
        {t(`share.${name}`)}
        {formula && (
          <Info title={t(`share.${name}`)}>
            <span className="op-formula">
              <span>{speak(formula.over)}</span>
              <span>{speak(formula.under)}</span>
            </span>
          </Info>
        )}
      </span>
    );
  };
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
    ...SHARES.map((name) => ({
      key: name,
      head: head(name),
      number: true,
      cell: (row: FleetOrganisation) => (
        <ShareCell share={row.quality[name]} href={organisationHref(row.organisation_id)} />
      ),
    })),
  ];
  return (
    <Page title={t("nav.quality")}>
      <p className="muted op-note">{t("quality.note")}</p>
      <FilterBar>
        <AreaFilter />
        <FilterSelect
          name="sort"
          label={t("filter.sort")}
          options={SHARES.map((value) => ({
            value: value === "completeness" ? "" : value,
            text: t("quality.lowest", { share: t(`share.${value}`) }),
          }))}
        />
      </FilterBar>
      {rows.length > 0 ? (
        <Table caption={t("nav.quality")} columns={columns} rows={rows} rowKey={(row) => row.organisation_id} />
      ) : (
        <State loaded={loaded} empty what={t("quality.none")} />
      )}
      <Paging next={loaded.data?.next ?? null} />
    </Page>
  );
}
