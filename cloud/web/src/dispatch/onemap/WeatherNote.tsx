import type { Loaded } from "../../operator/useData";
import { State } from "../../operator/works/State";
import type { WeatherList } from "../api";
import { FRESH_DAYS } from "../conditions";
import { useDispatchWords } from "../useDispatchWords";

/** Of when the weather is, and what of it nobody tells. */
export function WeatherNote({ weather }: { weather: Loaded<WeatherList> }) {
  const { t, speak } = useDispatchWords();
  if (!weather.data) return <State loaded={weather} />;
  const { items, not_held } = weather.data;
  const days = items.map(({ day }) => day).sort();
  const old = items.filter(({ days_old }) => days_old > FRESH_DAYS).length;
  const placeless = items.filter(({ longitude }) => longitude === null).length;
  return (
    <p className="muted dp-stale" data-testid="weather-note">
      {items.length === 0
        ? t("weather.none")
        : t("weather.held", { count: items.length, day: days.at(-1) ?? "" })}{" "}
      {old > 0 && t("weather.old", { count: old })} {placeless > 0 && t("weather.placeless", { count: placeless })}{" "}
      {items.length > 0 && t("weather.not_held", { what: speak(not_held) })}
    </p>
  );
}
