/** The words of what is watched, and of where it stands: namespace `places`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addPlaceWords(): void {
  i18next.addResourceBundle("zh", "places", zh);
  i18next.addResourceBundle("en", "places", en);
  i18next.addResourceBundle("pseudo", "places", pseudoTree(en));
}
