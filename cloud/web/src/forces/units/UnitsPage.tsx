import { Records } from "../records/Records";
import { UNITS } from "./noun";
import { UnitList } from "./UnitList";
import { UnitPage } from "./UnitPage";

/** Engines and teams 车辆与队伍. */
export const UnitsPage = () => <Records noun={UNITS} List={UnitList} One={UnitPage} />;
