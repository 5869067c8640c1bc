import { useAreaNames } from "../../pickers/useAreaNames";
import { useRoute } from "../../shell/useRoute";
import { useWords } from "../words/useWords";
import { FilterSelect } from "./Filters";

/** A choice among the areas: leagues, and the counties of the league chosen. */
export function AreaFilter() {
  const { t, speak } = useWords();
  const { query } = useRoute();
  const { tree } = useAreaNames();
  const leagues = tree?.children ?? [];
  const chosen = leagues.find(({ code }) => query.area?.startsWith(code));
  const options = [
    { value: "", text: t("area.all") },
    ...leagues.flatMap((league) => [
      { value: league.code, text: speak(league.name) },
      ...(league === chosen
        ? league.children.map((county) => ({ value: county.code, text: `\u3000${speak(county.name)}` }))
        : []),
    ]),
  ];
  return <FilterSelect name="area" label={t("area.area")} options={options} />;
}
