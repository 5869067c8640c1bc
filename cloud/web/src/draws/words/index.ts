/** The words of the draw room: namespace `draws`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addDrawWords(): void {
  addBundle("draws", { zh, en });
}
