/** The words of what goes out and what could not come in: namespace `exchange`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addExchangeWords(): void {
  addBundle("exchange", { zh, en });
}
