/** The words of the brigade's books: namespace `forces`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addForceWords(): void {
  addBundle("forces", { zh, en });
}
