/** The words of the page on site: namespace `site`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addSiteWords(): void {
  addBundle("site", { zh, en });
}
