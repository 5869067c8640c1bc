import { useNews } from "../../hooks/useNews";
import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { FilterBar, FilterSelect, FilterText } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { FaultOf, State } from "../../operator/works/State";
import { useRoute } from "../../shell/useRoute";
import { BANDS, SUBJECTS, type SiteList } from "../api";
import { ChosenChips } from "../map/ChosenChips";
import { Simulated } from "../Simulated";
import { useCategories, useRiskWords } from "../useRiskWords";
import { SiteTable } from "./SiteTable";

const LIMIT = 50;
const LOOK_MS = 60_000;
const ORDERS = ["risk", "rise", "name"] as const;

/** Buildings and communities by risk, with why and how it has moved; what is asked for stands in the address. */
export function SitesPage() {
  const { t, speak, number } = useRiskWords();
  const { query } = useRoute();
  const categories = useCategories();
  const { subject, area, band, category, q, cells, outline, order, cursor: after } = query;
  const asked = { subject, area, band, category, q, cells, outline, order, after, limit: LIMIT };
  const loaded = useData<SiteList>("/risk/sites", asked, LOOK_MS);
  useNews("risk", loaded.again);
  const rows = loaded.data?.items ?? [];
  const every = { value: "", text: t("all") };
  return (
    <Page title={t("list.title")}>
      <Simulated />
      <FilterBar>
        <FilterSelect
          name="subject"
          label={t("subject.label")}
          options={[every, ...SUBJECTS.map((value) => ({ value, text: t(`subject.${value}`) }))]}
        />
        <AreaFilter />
        <FilterSelect
          name="band"
          label={t("site.band")}
          options={[every, ...[...BANDS].reverse().map((value) => ({ value, text: t(`band.${value}`) }))]}
        />
        <FilterSelect
          name="category"
          label={t("site.category")}
          options={[every, ...[...categories].map(([value, name]) => ({ value, text: speak(name) }))]}
        />
        <FilterText name="q" label={t("list.find")} placeholder={t("list.find_hint")} />
        <FilterSelect
          name="order"
          label={t("list.order")}
          options={ORDERS.map((value) => ({ value: value === "risk" ? "" : value, text: t(`order.${value}`) }))}
        />
      </FilterBar>
      <ChosenChips />
      {rows.length > 0 ? (
        <>
          <FaultOf loaded={loaded} />
          <p className="muted" role="status">
            {t("list.count", { number: number(loaded.data?.total ?? 0) })}
          </p>
          <SiteTable sites={rows} />
        </>
      ) : (
        <State loaded={loaded} empty what={t("list.none")} />
      )}
      <Paging next={loaded.data?.next ?? null} />
    </Page>
  );
}
