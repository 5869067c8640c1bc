import type { Facility } from "../api";
import { OnePage } from "../records/OnePage";
import { useWhose } from "../records/Whose";
import { useForceWords } from "../useForceWords";
import { FACILITIES } from "./noun";

/** One reference place. */
export function FacilityPage({ id }: { id: number }) {
  const { t, speak, number } = useForceWords();
  const whose = useWhose();
  return (
    <OnePage<Facility>
      noun={FACILITIES}
      id={id}
      facts={(row) => [
        { name: t("state.state"), value: t(row.closed ? "state.closed" : "state.open"), bad: row.closed },
        { name: t("field.kind"), value: speak(row.kind_name) },
        { name: t("field.number"), value: <span className="code">{row.number}</span> },
        ...whose(row),
        { name: t("field.phone"), value: row.phone || "–" },
        { name: t("field.address"), value: row.address || "–" },
        { name: t("field.substances"), value: row.substances.join(", ") || "–" },
        { name: t("field.beds"), value: row.beds === null ? "–" : number(row.beds) },
        { name: t("field.burn_beds"), value: row.burn_beds === null ? "–" : number(row.burn_beds) },
      ]}
    />
  );
}
