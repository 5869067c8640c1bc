/** The words of histories: namespace `history`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addHistoryWords(): void {
  i18next.addResourceBundle("zh", "history", zh);
  i18next.addResourceBundle("en", "history", en);
  i18next.addResourceBundle("pseudo", "history", pseudoTree(en));
}
