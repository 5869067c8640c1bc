import type { Grant } from "./api";
import { usePeopleWords } from "./usePeopleWords";
import { ScopeText } from "./WhoMenu";

/** Duties with their scope and end; `onRemove` offers to take one back. */
export function GrantList({ grants, onRemove }: { grants: readonly Grant[]; onRemove?: (grant: Grant) => void }) {
  const { t, speak, moment } = usePeopleWords();
  if (grants.length === 0) return <p className="muted">{t("who.no_duty")}</p>;
  return (
    <ul className="grants">
      {grants.map((grant) => (
        <li key={grant.id}>
          <span>
            <strong>{speak(grant.name)}</strong>{" "}
            <ScopeText areas={grant.areas} organisations={grant.organisations} />
          </span>
          {grant.valid_until !== null && (
            <span className="muted">
              {t("people.until")} {moment(grant.valid_until)}
            </span>
          )}
          {grant.source === "oidc" && <span className="muted">{t("people.by_claims")}</span>}
          {onRemove && (
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                onRemove(grant);
              }}
            >
              {t("people.remove")}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
