import { useNamespace } from "../../i18n/useNamespace";
import type { Facility, Keyholder, Water } from "../api";
import { far } from "../figures";

/** Waters by distance; whether each can be used is said in words, by a sign and by colour. */
export function Waters({ waters }: { waters: readonly Water[] }) {
  const { t, language, speak } = useNamespace("crew");
  if (waters.length === 0) return <p className="muted">{t("no_water")}</p>;
  return (
    <ul className="crew-list" data-testid="waters">
      {waters.map((water) => (
        <li key={water.id} data-usable={water.usable}>
          <strong>{water.name}</strong>
          <span>
            {speak(water.kind_name)}
            {water.metres !== null && ` · ${far(water.metres, language)}`}
            {water.flow_l_s !== null && ` · ${water.flow_l_s} L/s`}
            {water.capacity_m3 !== null && ` · ${water.capacity_m3} m³`}
          </span>
          <span className="crew-usable">
            {speak(water.usable_name)}: {speak(water.why)}
            {water.reading && ` · ${water.reading.value} ${water.reading.unit}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Dangerous places, or hospitals. */
export function Facilities({ facilities }: { facilities: readonly Facility[] }) {
  const { t, language, speak } = useNamespace("crew");
  return (
    <ul className="crew-list">
      {facilities.map((each) => (
        <li key={each.id}>
          <strong>{each.name}</strong>
          <span>
            {speak(each.kind_name)}
            {each.metres !== null && ` · ${far(each.metres, language)}`}
            {each.substances.length > 0 && ` · ${each.substances.join("、")}`}
            {each.burn_beds !== null && ` · ${t("burn_beds", { beds: each.burn_beds })}`}
          </span>
          {each.phone && <a href={`tel:${each.phone}`}>{each.phone}</a>}
        </li>
      ))}
    </ul>
  );
}

export function Keyholders({ keyholders }: { keyholders: readonly Keyholder[] }) {
  return (
    <ul className="crew-list">
      {keyholders.map((each) => (
        <li key={`${each.name}${each.phone}`}>
          <strong>
            {each.name} {each.duty}
          </strong>
          <a href={`tel:${each.phone}`}>{each.phone}</a>
        </li>
      ))}
    </ul>
  );
}
