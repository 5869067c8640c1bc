import { organisationHref } from "../../operator/links";
import type { Fact } from "../../operator/works/Facts";
import { OrganisationName } from "../../pickers/OrganisationName";
import { useAreaNames } from "../../pickers/useAreaNames";
import { useForceWords } from "../useForceWords";

/** What a county is called; its code until that is known. */
export function AreaName({ code }: { code: string }) {
  const { speak } = useForceWords();
  const { names } = useAreaNames();
  const name = names.get(code);
  return <>{name ? speak(name) : code}</>;
}

/** Where something lies, and whose it is, where it is somebody's. */
export function useWhose() {
  const { t } = useForceWords();
  return ({ area, organisation_id }: { area: string; organisation_id: number | null }): Fact[] => [
    { name: t("field.area"), value: <AreaName code={area} /> },
    ...(organisation_id === null
      ? []
      : [
          {
            name: t("field.organisation_id"),
            value: (
              <a href={organisationHref(organisation_id)}>
                <OrganisationName id={organisation_id} />
              </a>
            ),
          },
        ]),
  ];
}
