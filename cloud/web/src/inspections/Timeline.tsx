import type { Label } from "../api/types";
import { Panel } from "../operator/works/Page";
import { useInspectionWords } from "./useInspectionWords";

interface Step {
  at: number;
  label: Label;
  by: string;
  note: string;
  more?: string;
}

/** What happened, in order, with who and why. */
export function Timeline({ steps }: { steps: readonly Step[] }) {
  const { t, speak, stamp } = useInspectionWords();
  return (
    <Panel title={t("timeline")}>
      <ol className="in-timeline">
        {steps.map(({ at, label, by, note, more }, n) => (
          <li key={n}>
            <span className="num muted">{stamp(at)}</span> <strong>{speak(label)}</strong> {by}
            {more && ` · ${more}`}
            {note && <span className="in-note">{note}</span>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
