/** The words of the crews' pages: namespace `crew`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addCrewWords(): void {
  addBundle("crew", { zh, en });
}
