/** The words of fire risk: namespace `risk`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addRiskWords(): void {
  addBundle("risk", { zh, en });
}
