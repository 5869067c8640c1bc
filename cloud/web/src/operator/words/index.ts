/** The operator's words, loaded with the operator's views: namespace `operator`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addWords(): void {
  i18next.addResourceBundle("zh", "operator", zh);
  i18next.addResourceBundle("en", "operator", en);
  i18next.addResourceBundle("pseudo", "operator", pseudoTree(en));
}
