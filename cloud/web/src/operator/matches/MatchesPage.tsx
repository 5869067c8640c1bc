import { useState } from "react";

import { useKeys } from "../../city/useKeys";
import { useChange } from "../../forms/useChange";
import { hrefOf } from "../../shell/route";
import { useRoute } from "../../shell/useRoute";
import { formatTime } from "../../time/format";
import { count } from "../figures";
import { useData } from "../useData";
import { Page } from "../works/Page";
import { Paging } from "../works/Paging";
import { FaultNote, State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";
import { decide, takeBack, type Match, type MatchList, type Say } from "./api";
import { MatchCard } from "./MatchCard";

const SAYS: readonly { say: Say; key: string }[] = [
  { say: "same", key: "1" },
  { say: "different", key: "2" },
  { say: "new", key: "3" },
];
const DECIDED = "/matches?state=same&state=different&state=new&limit=50";

/** Those that wait, one after the other. */
function Waiting() {
  const { t, language } = useWords();
  const loaded = useData<MatchList>("/matches", { limit: 50 });
  const { busy, fault, run } = useChange();
  const [said, setSaid] = useState("");
  const match = loaded.data?.items[0];
  const say = (what: Say) => {
    if (!match || busy) return;
    run(
      () => decide(match, what),
      ({ rows_due: rows }) => {
        setSaid(t("matches.said", { name: match.name, say: t(`matches.${what}`), rows }));
        loaded.again();
      },
    );
  };
  useKeys(Object.fromEntries(SAYS.map(({ say: what, key }) => [key, () => {
    say(what);
  }])));
  return (
    <>
      <p role="status" className="match-said">
        {said}
      </p>
      {fault && <FaultNote fault={fault} />}
      {match ? (
        <>
          <p>{t("matches.left", { total: count(loaded.data?.waiting ?? 0, language) })}</p>
          <MatchCard key={match.id} match={match}>
            <div className="op-form-buttons">
              {SAYS.map(({ say: what, key }) => (
                <button
                  key={what}
                  type="button"
                  className={`button ${what === "same" ? "strong" : "quiet"}`}
                  aria-keyshortcuts={key}
                  disabled={busy}
                  onClick={() => {
                    say(what);
                  }}
                >
                  {t(`matches.${what}`)} <kbd aria-hidden="true">{key}</kbd>
                </button>
              ))}
            </div>
          </MatchCard>
        </>
      ) : (
        <State loaded={loaded} empty what={t("matches.none")} />
      )}
    </>
  );
}

/** What was decided, each to be taken back. */
function Decided() {
  const { t, language, speak } = useWords();
  const { query } = useRoute();
  const loaded = useData<MatchList>(query.cursor === undefined ? DECIDED : `${DECIDED}&after=${query.cursor}`);
  const { busy, fault, run } = useChange();
  const rows = loaded.data?.items ?? [];
  const columns: Column<Match>[] = [
    { key: "name", head: t("matches.file"), cell: (row) => row.name },
    { key: "organisation", head: t("matches.registered"), cell: (row) => row.organisation.name },
    { key: "state", head: t("matches.decision"), cell: (row) => speak(row.state_name) },
    { key: "by", head: t("matches.by"), extra: true, cell: (row) => row.decided_by ?? "–" },
    {
      key: "at",
      head: t("column.time"),
      extra: true,
      cell: (row) => (row.decided_at === null ? "–" : formatTime(row.decided_at, "daytime", language)),
    },
    {
      key: "back",
      head: <span className="visually-hidden">{t("matches.take_back")}</span>,
      cell: (row) => (
        <button
          type="button"
          className="button quiet"
          disabled={busy}
          aria-label={`${t("matches.take_back")}: ${row.name}`}
          onClick={() => {
            run(() => takeBack(row), loaded.again);
          }}
        >
          {t("matches.take_back")}
        </button>
      ),
    },
  ];
  return (
    <>
      {fault && <FaultNote fault={fault} />}
      {rows.length > 0 ? (
        <Table caption={t("matches.decided")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("matches.none_decided")} />
      )}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
    </>
  );
}

/** Spellings of files beside organisations that may be meant: a person says. */
export function MatchesPage() {
  const { t } = useWords();
  const { steps } = useRoute();
  const decided = steps[2] === "decided";
  return (
    <Page
      title={t(decided ? "matches.decided" : "nav.matches")}
      tools={
        <a className="button quiet" href={hrefOf(decided ? ["registry", "matches"] : ["registry", "matches", "decided"])}>
          {t(decided ? "nav.matches" : "matches.decided")}
        </a>
      }
    >
      {decided ? <Decided /> : <Waiting />}
    </Page>
  );
}
