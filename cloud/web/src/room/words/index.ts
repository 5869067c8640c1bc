/** The words of the control room's own panels: namespace `room`. */

import i18next from "i18next";

import { pseudoTree } from "../../i18n/pseudo";
import en from "./en.json";
import zh from "./zh.json";

export function addRoomWords(): void {
  i18next.addResourceBundle("zh", "room", zh);
  i18next.addResourceBundle("en", "room", en);
  i18next.addResourceBundle("pseudo", "room", pseudoTree(en));
}
