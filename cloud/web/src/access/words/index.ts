/** The words of who and what may speak to the centre: namespace `access`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addAccessWords(): void {
  i18next.addResourceBundle("zh", "access", zh);
  i18next.addResourceBundle("en", "access", en);
  i18next.addResourceBundle("pseudo", "access", pseudoTree(en));
}
