import type { Facility } from "../api";
import { OnePage } from "../records/OnePage";
import { useSiteFacts } from "../records/useSite";
import { useForceWords } from "../useForceWords";
import { FACILITIES } from "./noun";

/** One reference place. */
export function FacilityPage({ id }: { id: number }) {
  const { t, number } = useForceWords();
  const site = useSiteFacts();
  return (
    <OnePage<Facility>
      noun={FACILITIES}
      id={id}
      facts={(row) => [
        ...site(row),
        { name: t("field.substances"), value: row.substances.join(", ") || "–" },
        { name: t("field.beds"), value: row.beds === null ? "–" : number(row.beds) },
        { name: t("field.burn_beds"), value: row.burn_beds === null ? "–" : number(row.burn_beds) },
      ]}
    />
  );
}
