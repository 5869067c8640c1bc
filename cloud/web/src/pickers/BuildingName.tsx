import { useData } from "../operator/useData";
import { OrganisationName } from "./OrganisationName";

/** What a building is called and whose it is; its number until that is known. */
export function BuildingName({ id }: { id: number }) {
  const { data } = useData<{ name: string; organisation_id: number }>(`/buildings/${id}`);
  if (!data) return <>#{id}</>;
  return (
    <>
      {data.name} <span className="muted"><OrganisationName id={data.organisation_id} /></span>
    </>
  );
}
