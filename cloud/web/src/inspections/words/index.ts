/** The words of inspections: namespace `inspections`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addInspectionWords(): void {
  addBundle("inspections", { zh, en });
}
