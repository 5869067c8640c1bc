/** The words of who and what may speak to the centre: namespace `access`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addAccessWords(): void {
  addBundle("access", { zh, en });
}
