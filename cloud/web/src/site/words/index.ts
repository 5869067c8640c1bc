/** The words of the page on site: namespace `site`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addSiteWords(): void {
  i18next.addResourceBundle("zh", "site", zh);
  i18next.addResourceBundle("en", "site", en);
  i18next.addResourceBundle("pseudo", "site", pseudoTree(en));
}
