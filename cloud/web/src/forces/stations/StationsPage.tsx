import { Records } from "../records/Records";
import { STATIONS } from "./noun";
import { StationList } from "./StationList";
import { StationPage } from "./StationPage";

/** Stations 消防救援站. */
export const StationsPage = () => <Records noun={STATIONS} List={StationList} One={StationPage} />;
