import { useData } from "../operator/useData";

/** The buildings of an organisation, by name; empty until they are known. */
export function useBuildings(organisation: string | null): readonly { id: number; name: string }[] {
  const path = organisation === null ? null : `/organisations/${organisation}/buildings`;
  return useData<{ items: { id: number; name: string }[] }>(path, { limit: 500 }).data?.items ?? [];
}
