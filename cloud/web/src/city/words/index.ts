/** The words of a city's centre: namespace `city`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addCityWords(): void {
  addBundle("city", { zh, en });
}
