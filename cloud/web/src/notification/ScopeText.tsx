import { BuildingName } from "../pickers/BuildingName";
import { OrganisationName } from "../pickers/OrganisationName";
import { useAreaNames } from "../pickers/useAreaNames";
import { useNotificationWords } from "./useNotificationWords";

const NAMED = 5;

interface Props {
  areas: readonly string[];
  organisations: readonly number[];
  buildings?: readonly number[];
}

/** Areas, organisations and buildings by their names, the first of each. */
export function ScopeText({ areas, organisations, buildings = [] }: Props) {
  const { t, speak, number } = useNotificationWords();
  const { names } = useAreaNames();
  const called = areas.slice(0, NAMED).map((code) => {
    const name = names.get(code);
    return name ? speak(name) : code;
  });
  const more = [areas, organisations, buildings].reduce((sum, held) => sum + Math.max(0, held.length - NAMED), 0);
  const named = [
    ...called.map((name) => ({ key: name, name: <>{name}</> })),
    ...organisations.slice(0, NAMED).map((id) => ({ key: `o${id}`, name: <OrganisationName id={id} /> })),
    ...buildings.slice(0, NAMED).map((id) => ({ key: `b${id}`, name: <BuildingName id={id} /> })),
  ];
  return (
    <span className="nt-scope">
      {named.map(({ key, name }, at) => (
        <span key={key}>
          {at > 0 && " · "}
          {name}
        </span>
      ))}
      {more > 0 && ` · ${t("form.more", { number: number(more) })}`}
    </span>
  );
}
