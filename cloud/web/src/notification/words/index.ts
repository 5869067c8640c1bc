/** The words of the pages of notification: namespace `notification`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addNotificationWords(): void {
  addBundle("notification", { zh, en });
}
