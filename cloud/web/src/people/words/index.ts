/** The words of logging in, of people and of the audit log: namespace `people`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addPeopleWords(): void {
  i18next.addResourceBundle("zh", "people", zh);
  i18next.addResourceBundle("en", "people", en);
  i18next.addResourceBundle("pseudo", "people", pseudoTree(en));
}
