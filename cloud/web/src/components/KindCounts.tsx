import { useTranslation } from "react-i18next";

import { useDesk, useSay } from "../hooks/useDesk";
import { countByKind } from "../state/ordering";
import { KindIcon } from "./KindIcon";

/** Open alarms by kind, in the standard's order. Each leads to the first of its kind; none hides the others. */
export function KindCounts({ onJump }: { onJump: (kind: string) => void }) {
  const { t } = useTranslation();
  const { open: current, vocabulary } = useDesk();
  const speak = useSay();
  const counts = countByKind(current.values());
  const known = vocabulary.kinds.filter((term) => term.alarm);
  const unknown = [...counts.keys()].filter((kind) => !known.some((term) => term.kind === kind));
  const kinds = [...known].sort((a, b) => a.rank - b.rank);
  for (const kind of unknown) kinds.push({ kind, zh: kind, en: kind, rank: 99, alarm: true });
  return (
    <nav className="kind-counts" aria-label={t("header.counts")}>
      <ul>
        {kinds.map((term) => {
          const { open, raised } = counts.get(term.kind) ?? { open: 0, raised: 0 };
          return (
            <li key={term.kind}>
              <button
                type="button"
                className="kind-count"
                data-kind={term.kind}
                data-raised={raised > 0 || undefined}
                disabled={open === 0}
                title={t("header.count_title", { kind: speak(term), open, raised })}
                onClick={() => {
                  onJump(term.kind);
                }}
              >
                <KindIcon kind={term.kind} />
                <span className="kind-count-number num">{open}</span>
                <span className="kind-count-name">{speak(term)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
