/** The words of what is watched, and of where it stands: namespace `places`. */

import { addBundle } from "../../i18n/bundle";
import en from "./en.json";
import zh from "./zh.json";

export function addPlaceWords(): void {
  addBundle("places", { zh, en });
}
