import { useNamespace } from "../../i18n/useNamespace";
import type { Entry } from "../api";

/** What was said and done, the newest first. */
export function Lines({ entries, label }: { entries: readonly Entry[]; label: string }) {
  const { speak, clock } = useNamespace("crew");
  return (
    <ol className="crew-lines" aria-label={label} data-testid="lines">
      {[...entries].reverse().map((entry) => (
        <li key={entry.id}>
          <span className="num">{clock(entry.at)}</span> <strong>{speak(entry.name)}</strong>{" "}
          <span>
            {speak(entry.words)}
            {entry.by && ` — ${entry.by}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
