/** The operator's words, loaded with the operator's views: namespace `operator`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addWords(): void {
  addBundle("operator", { zh, en });
}
