import { useRoute } from "../../shell/useRoute";
import { MEASURES, type Measure } from "../api";
import { FilterBar, FilterSelect } from "../works/Filters";
import { AreaFilter } from "../works/AreaFilter";
import { Page } from "../works/Page";
import { useWords } from "../words/useWords";
import { WorstList } from "./WorstList";

/** Gateways and parts that need a look, by the measure chosen. */
export function WorstPage() {
  const { t } = useWords();
  const { query } = useRoute();
  const measure: Measure = MEASURES.find((each) => each === query.measure) ?? "chatter";
  return (
    <Page title={t("nav.worst")}>
      <FilterBar>
        <FilterSelect
          name="measure"
          label={t("worst.measure")}
          options={MEASURES.map((each) => ({
            value: each === "chatter" ? "" : each,
            text: t(`measure.${each}`),
          }))}
        />
        <AreaFilter />
      </FilterBar>
      <p className="muted op-note">{t(`measure_note.${measure}`)}</p>
      <WorstList measure={measure} area={query.area ?? "15"} limit={100} />
    </Page>
  );
}
