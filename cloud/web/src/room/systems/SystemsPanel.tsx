import { useMemo, useState } from "react";

import { PartCard } from "../../components/PartCard";
import { useDesk } from "../../hooks/useDesk";
import { useRoomWords } from "../useRoomWords";
import { STATUSES, type Status } from "./status";
import { StatusMark } from "./StatusMark";
import { systemsOf, type System } from "./systems";
import { usePartStatus } from "./usePartStatus";

const SHOWN = 100;

interface Drill {
  system: number;
  /** null: every part of it. */
  status: Status | null;
}

function Row({ system, drill, onDrill }: { system: System; drill: Drill | null; onDrill: (to: Drill | null) => void }) {
  const { t, speak } = useRoomWords();
  const { code } = system.type;
  const name = speak(system.type) || `#${code}`;
  const to = (status: Status | null) => {
    const same = drill?.system === code && drill.status === status;
    onDrill(same ? null : { system: code, status });
  };
  return (
    <tr data-testid="system" data-system={code} data-worst={system.worst}>
      <th scope="row">
        <button
          type="button"
          className="system-name"
          aria-expanded={drill?.system === code && drill.status === null}
          onClick={() => {
            to(null);
          }}
        >
          <StatusMark status={system.worst} bare />
          {name}
        </button>
      </th>
      {STATUSES.map((status) => {
        const count = system.counts[status];
        return (
          <td key={status} data-status={status} data-some={count > 0 || undefined}>
            {count === 0 ? (
              <span className="num muted">0</span>
            ) : (
              <button
                type="button"
                className="system-count num"
                aria-label={t("systems.count", { system: name, status: t(`status.${status}`), count })}
                aria-expanded={drill?.system === code && drill.status === status}
                onClick={() => {
                  to(status);
                }}
              >
                <span className="system-status">
                  <StatusMark status={status} />
                </span>
                {count}
              </button>
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** Hydrants, sprinklers, smoke exhaust, doors, power: how many parts of each stand how, and which they are. */
export function SystemsPanel() {
  const { t, speak } = useRoomWords();
  const { vocabulary } = useDesk();
  const parts = usePartStatus();
  const [drill, setDrill] = useState<Drill | null>(null);
  const { systems, absent } = useMemo(() => systemsOf(parts, vocabulary.system_types), [parts, vocabulary]);
  const drilled = drill
    ? parts.filter(
        ({ part, status }) =>
          part.system_type.code === drill.system && (drill.status === null || drill.status === status),
      )
    : [];
  const system = systems.find((each) => each.type.code === drill?.system);
  return (
    <section className="panel systems" aria-labelledby="systems-title" data-view="systems" data-testid="systems">
      <div className="section-head">
        <h2 id="systems-title">{t("systems.title")}</h2>
      </div>
      {systems.length === 0 ? (
        <p className="empty">{t("systems.empty")}</p>
      ) : (
        // A table that may be wider than a phone scrolls by itself, by keyboard too.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="system-scroller" role="region" aria-labelledby="systems-title" tabIndex={0}>
          <table className="system-table">
            <thead>
              <tr>
                <th scope="col">{t("systems.system")}</th>
                {STATUSES.map((status) => (
                  <th key={status} scope="col">
                    <StatusMark status={status} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {systems.map((each) => (
                <Row key={each.type.code} system={each} drill={drill} onDrill={setDrill} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {drill && system && (
        <div className="system-parts" data-testid="system-parts">
          <h3>
            {speak(system.type)}
            {drill.status && <> · {t(`status.${drill.status}`)}</>}{" "}
            <span className="num muted">{drilled.length}</span>
          </h3>
          <ul className="part-cards">
            {drilled.slice(0, SHOWN).map(({ part }) => (
              <PartCard key={`${part.gateway} ${part.part}`} part={part} span="m15" />
            ))}
          </ul>
          {drilled.length > SHOWN && <p className="hint">{t("lists.more", { count: drilled.length - SHOWN })}</p>}
        </div>
      )}
      {absent.length > 0 && (
        <p className="hint panel-hint systems-absent">
          {t("systems.absent")}
          <span>{absent.map((term) => speak(term)).join(" · ")}</span>
        </p>
      )}
    </section>
  );
}
