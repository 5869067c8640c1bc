/** The words of floor plans: namespace `plan`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addPlanWords(): void {
  addBundle("plan", { zh, en });
}
