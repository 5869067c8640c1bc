/** The words of the control room's own panels: namespace `room`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addRoomWords(): void {
  addBundle("room", { zh, en });
}
