/** The words of floor plans: namespace `plan`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addPlanWords(): void {
  i18next.addResourceBundle("zh", "plan", zh);
  i18next.addResourceBundle("en", "plan", en);
  i18next.addResourceBundle("pseudo", "plan", pseudoTree(en));
}
