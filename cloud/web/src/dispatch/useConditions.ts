import { useMemo } from "react";

import { formatNumber } from "../time/format";
import type { Mark } from "../map/marks";
import { useData, type Loaded } from "../operator/useData";
import type { DeviceSites, Weather, WeatherList } from "./api";
import { deviceMarks, weatherMarks } from "./conditions";
import type { Telling } from "./marks";
import { useDispatchWords } from "./useDispatchWords";

/** A day of weather comes once a day. */
const WEATHER_MS = 600_000;
const DEVICES_MS = 30_000;

export interface Conditions {
  marks: readonly Mark[];
  weather: Loaded<WeatherList>;
  /** More buildings are troubled than are shown. */
  more: boolean;
}

/** What a county's day was like, in one line. */
export function useWeatherWords(): (county: Weather) => string {
  const { t, speak, language } = useDispatchWords();
  const number = (value: number) => formatNumber(value, language, 1);
  return (county) =>
    [
      speak(county.area_name),
      t(county.days_old === 0 ? "weather.today" : "weather.day", { day: county.day, count: county.days_old }),
      county.temperature_c === null ? t("weather.no_temperature") : t("weather.temperature", { value: number(county.temperature_c) }),
      county.wind_ms === null
        ? t("weather.no_wind")
        : t("weather.wind", { value: number(county.wind_ms), force: county.wind_force ?? 0 }),
      county.precipitation_mm === null
        ? t("weather.no_precipitation")
        : county.fallen === null
          ? t("weather.dry")
          : t("weather.fallen", { what: speak(county.fallen), value: number(county.precipitation_mm) }),
      county.humidity === null ? t("weather.no_humidity") : t("weather.humidity", { value: number(county.humidity) }),
    ]
      .filter(Boolean)
      .join(" · ");
}

/** The weather, and buildings whose devices are faulty or not heard: the latter only where somebody looks at them. */
export function useConditions(tell: Telling, devices: boolean): Conditions {
  const { speak, language } = useDispatchWords();
  const weatherWords = useWeatherWords();
  const weather = useData<WeatherList>("/weather", {}, WEATHER_MS);
  const troubled = useData<DeviceSites>(devices ? "/map/devices" : null, {}, DEVICES_MS).data;
  const marks = useMemo(
    () => [
      ...weatherMarks(weather.data?.items ?? [], weatherWords, ({ area_name }) => speak(area_name)),
      ...deviceMarks(troubled?.items ?? [], tell.alarm),
    ],
    // eslint-disable-next-line react-hooks/exhaustive-deps -- words change with the language alone
    [weather.data, troubled, tell, language],
  );
  return { marks, weather, more: troubled?.more ?? false };
}
