import type { ReactNode } from "react";

import { useAreaNames } from "../../pickers/useAreaNames";
import { hrefOf } from "../../shell/route";
import { useWords } from "../words/useWords";
import type { Match } from "./api";

interface SideProps {
  title: string;
  name: ReactNode;
  address: string;
  area: string;
  more: ReactNode;
}

function Side({ title, name, address, area, more }: SideProps) {
  const { t, speak } = useWords();
  const { names } = useAreaNames();
  const known = names.get(area);
  return (
    <div className="match-side">
      <h3>{title}</h3>
      <p className="match-name">{name}</p>
      <p>{address || t("matches.no_address")}</p>
      <p className="muted">{area ? `${known ? speak(known) : ""} ${area}` : t("matches.no_area")}</p>
      <p className="muted">{more}</p>
    </div>
  );
}

/** A spelling beside the organisation that may be meant, how sure it is, and why. */
export function MatchCard({ match, children }: { match: Match; children: ReactNode }) {
  const { t, speak } = useWords();
  const { organisation } = match;
  return (
    <section className="op-panel match-card" aria-labelledby="match-title" data-match={match.id}>
      <h2 id="match-title">
        {t("matches.sure", { percent: Math.round(match.confidence * 100) })}
      </h2>
      <div className="match-sides">
        <Side
          title={t("matches.file")}
          name={match.name}
          address={match.address}
          area={match.area}
          more={
            match.import_id === null ? (
              ""
            ) : (
              <a href={hrefOf(["registry", "imports", match.import_id])}>
                {t("matches.row", { row: match.row, id: match.import_id })}
              </a>
            )
          }
        />
        <Side
          title={t("matches.registered")}
          name={<a href={hrefOf(["organisation", organisation.id])}>{organisation.name}</a>}
          address={organisation.address}
          area={organisation.area}
          more={organisation.number}
        />
      </div>
      <ul className="match-reasons" aria-label={t("matches.reasons")}>
        {match.reasons.map(({ code, words, speaks_for }) => (
          <li key={code} data-bad={speaks_for ? undefined : true}>
            <span aria-hidden="true">{speaks_for ? "＋" : "－"}</span>
            <span className="visually-hidden">{t(speaks_for ? "matches.for" : "matches.against")}</span>
            {speak(words)}
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
