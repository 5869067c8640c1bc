/** The words of histories: namespace `history`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addHistoryWords(): void {
  addBundle("history", { zh, en });
}
