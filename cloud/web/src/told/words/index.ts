/** The words of what any page is told: namespace `told`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addToldWords(): void {
  addBundle("told", { zh, en });
}
