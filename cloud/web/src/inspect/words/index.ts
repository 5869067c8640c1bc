/** The words of the inspector's phone page: namespace `inspect`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addInspectWords(): void {
  addBundle("inspect", { zh, en });
}
