import { Records } from "../records/Records";
import { WATERS } from "./noun";
import { WaterList } from "./WaterList";
import { WaterPage } from "./WaterPage";

/** Water for firefighting 消防水源. */
export const WatersPage = () => <Records noun={WATERS} List={WaterList} One={WaterPage} />;
