import type { Label } from "../../api/types";
import { formatTime } from "../../time/format";
import { useWords } from "../words/useWords";
import { Panel } from "./Page";

interface Happening {
  at: number;
  label: Label;
  by: string;
  note: string;
  more?: string;
}

/** What happened, in order, with who and why. */
export function Happenings({ steps }: { steps: readonly Happening[] }) {
  const { t, speak, language } = useWords();
  return (
    <Panel title={t("page.timeline")}>
      <ol className="op-timeline">
        {steps.map(({ at, label, by, note, more }, n) => (
          <li key={n}>
            <span className="num muted">{formatTime(at, "stamp", language)}</span> <strong>{speak(label)}</strong> {by}
            {more && ` · ${more}`}
            {note && <span className="op-timeline-note">{note}</span>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
