/** The words of what goes out and what could not come in: namespace `exchange`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addExchangeWords(): void {
  i18next.addResourceBundle("zh", "exchange", zh);
  i18next.addResourceBundle("en", "exchange", en);
  i18next.addResourceBundle("pseudo", "exchange", pseudoTree(en));
}
