import type { Label } from "../../api/types";
import { useData } from "../../operator/useData";
import type { Found } from "../../pickers/OrganisationSearch";

/** The organisation of a number as the pickers hold it; `undefined` until it is known. */
export function useOwner(id: number | null | undefined): Found | null | undefined {
  const loaded = useData<{ id: number; name: string; area: string; area_name: Label }>(
    id == null ? null : `/organisations/${id}`,
  );
  if (id === undefined) return undefined;
  // What one may not see is not shown; it can be taken out or replaced all the same.
  if (id === null || loaded.fault) return null;
  const found = loaded.data;
  return found ? { id: String(found.id), name: found.name, area: found.area, area_name: found.area_name } : undefined;
}
