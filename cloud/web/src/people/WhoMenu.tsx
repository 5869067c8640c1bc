import { useMe } from "../shell/useMe";
import { logOut, type Grant, type Me } from "./api";
import { isWhole } from "./scope";
import { usePeopleWords } from "./usePeopleWords";

/** A scope in few words. */
export function ScopeText({ areas, organisations }: Pick<Grant, "areas" | "organisations">) {
  const { t } = usePeopleWords();
  const places = isWhole(areas) ? [t("who.whole")] : areas;
  const shown = organisations.length > 3 ? [t("who.organisations", { count: organisations.length })] : organisations.map((id) => `#${id}`);
  return <span className="scope">{[...places, ...shown].join(" ")}</span>;
}

/** Who is logged in, with their duties and scope, the way to their account, and out. */
export function WhoMenu() {
  const { t, speak } = usePeopleWords();
  const me = useMe() as Me | null;
  if (!me) return null;
  if (me.account_id === null) return <span className="who muted">{t("who.open")}</span>;
  return (
    <details className="who" data-testid="who">
      <summary>
        <span className="visually-hidden">{t("who.label")}: </span>
        <span className="who-name">{me.name}</span>
        <span className="who-duty muted">{me.duties[0] ? speak(me.duties[0].name) : t("who.no_duty")}</span>
      </summary>
      <div className="who-body">
        <ul className="who-duties">
          {me.duties.map((duty) => (
            <li key={duty.id}>
              {speak(duty.name)} <ScopeText areas={duty.areas} organisations={duty.organisations} />
            </li>
          ))}
        </ul>
        <a className="button quiet wide" href="#/me">
          {t("who.mine")}
        </a>
        <button
          type="button"
          className="button wide"
          data-testid="logout"
          onClick={() => {
            void logOut().finally(() => {
              window.location.assign("/");
              window.location.reload();
            });
          }}
        >
          {t("who.logout")}
        </button>
      </div>
    </details>
  );
}
