/** What a crew's device keeps: the last answers, drawings, and what waits to be sent. */

import { keptDatabase } from "../offline/database";

export const { read, all, write, remove } = keptDatabase("steppewatch-crew", ["kept", "drawings", "parcels"]);
