/** The words of the pages of duty: namespace `duty`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addDutyWords(): void {
  i18next.addResourceBundle("zh", "duty", zh);
  i18next.addResourceBundle("en", "duty", en);
  i18next.addResourceBundle("pseudo", "duty", pseudoTree(en));
}
