/** The words of dispatch: namespace `dispatch`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addDispatchWords(): void {
  addBundle("dispatch", { zh, en });
}
