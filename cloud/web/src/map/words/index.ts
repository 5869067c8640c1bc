/** The words of maps: namespace `map`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addMapWords(): void {
  addBundle("map", { zh, en });
}
