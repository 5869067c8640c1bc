/** What an inspector's phone keeps while there is no line: tasks, drafts and parcels. */

import { keptDatabase } from "../offline/database";

export const { read, all, write, remove } = keptDatabase("steppewatch-inspect", ["kept", "drafts", "parcels"]);
