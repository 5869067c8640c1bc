/** The words of logging in, of people and of the audit log: namespace `people`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addPeopleWords(): void {
  addBundle("people", { zh, en });
}
