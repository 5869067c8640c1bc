/** The words of the pages of duty: namespace `duty`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addDutyWords(): void {
  addBundle("duty", { zh, en });
}
