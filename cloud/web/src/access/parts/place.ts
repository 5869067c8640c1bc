/** Whose a device is and where it stands, as it is typed and as the centre is told. Pure. */

import type { Label } from "../../api/types";
import type { Found } from "../../pickers/OrganisationSearch";

/** What the API says of any device that speaks to the centre itself. */
export interface Placed {
  area: string;
  organisation_id: number | null;
  building_id: number | null;
  name: Label;
  place: Label;
  profile: string;
  enabled: boolean;
}

export interface PlaceDraft {
  area: string;
  whose: Found | null;
  building: string;
  name: Label;
  place: Label;
  profile: string;
  enabled: boolean;
}

const NO_LABEL: Label = { zh: "", en: "" };

export const blankPlace = (profile: string): PlaceDraft => ({
  area: "",
  whose: null,
  building: "",
  name: NO_LABEL,
  place: NO_LABEL,
  profile,
  enabled: true,
});

export const placeDraftOf = (found: Placed, whose: Found | null): PlaceDraft => ({
  area: found.area,
  whose,
  building: found.building_id === null ? "" : String(found.building_id),
  name: found.name,
  place: found.place,
  profile: found.profile,
  enabled: found.enabled,
});

/** An organisation's device lies in its area; a building counts only with its organisation. */
export const placeBody = ({ area, whose, building, name, place, profile, enabled }: PlaceDraft): Placed => ({
  area: whose?.area ?? area,
  organisation_id: whose ? Number(whose.id) : null,
  building_id: whose && building ? Number(building) : null,
  name: { zh: name.zh.trim(), en: name.en.trim() },
  place: { zh: place.zh.trim(), en: place.en.trim() },
  profile,
  enabled,
});
