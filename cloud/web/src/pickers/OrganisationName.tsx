import { useData } from "../operator/useData";

/** What an organisation is called; its number until that is known. */
export function OrganisationName({ id }: { id: number }) {
  const { data } = useData<{ name: string }>(`/organisations/${id}`);
  return <>{data?.name ?? `#${id}`}</>;
}
