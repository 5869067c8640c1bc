import { OrganisationName } from "../pickers/OrganisationName";
import { useAreaNames } from "../pickers/useAreaNames";
import { useNotificationWords } from "./useNotificationWords";

const NAMED = 5;

/** Areas and organisations by their names, the first of them. */
export function ScopeText({ areas, organisations }: { areas: readonly string[]; organisations: readonly number[] }) {
  const { t, speak, number } = useNotificationWords();
  const { names } = useAreaNames();
  const called = areas.map((code) => {
    const name = names.get(code);
    return name ? speak(name) : code;
  });
  const more = Math.max(0, areas.length - NAMED) + Math.max(0, organisations.length - NAMED);
  return (
    <span className="nt-scope">
      {called.slice(0, NAMED).join(" · ")}
      {areas.length > 0 && organisations.length > 0 && " · "}
      {organisations.slice(0, NAMED).map((id) => (
        <span key={id} className="ex-named">
          <OrganisationName id={id} />
        </span>
      ))}
      {more > 0 && t("form.more", { number: number(more) })}
    </span>
  );
}
