/** The words of the pages of notification: namespace `notification`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addNotificationWords(): void {
  i18next.addResourceBundle("zh", "notification", zh);
  i18next.addResourceBundle("en", "notification", en);
  i18next.addResourceBundle("pseudo", "notification", pseudoTree(en));
}
