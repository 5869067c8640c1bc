/** The words of a city's centre: namespace `city`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addCityWords(): void {
  i18next.addResourceBundle("zh", "city", zh);
  i18next.addResourceBundle("en", "city", en);
  i18next.addResourceBundle("pseudo", "city", pseudoTree(en));
}
