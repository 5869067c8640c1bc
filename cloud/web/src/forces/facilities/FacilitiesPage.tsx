import { Records } from "../records/Records";
import { FacilityList } from "./FacilityList";
import { FacilityPage } from "./FacilityPage";
import { FACILITIES } from "./noun";

/** Hospitals, hazardous sites and other reference places 重点场所. */
export const FacilitiesPage = () => <Records noun={FACILITIES} List={FacilityList} One={FacilityPage} />;
