/** The words of what any page is told: namespace `told`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addToldWords(): void {
  i18next.addResourceBundle("zh", "told", zh);
  i18next.addResourceBundle("en", "told", en);
  i18next.addResourceBundle("pseudo", "told", pseudoTree(en));
}
