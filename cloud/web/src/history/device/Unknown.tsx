import type { CurveHistory, PartHistory } from "../api";
import { gapsIn } from "../columns";
import type { Span } from "../span";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";

const NAMED = 3;

interface Props {
  whose: PartHistory;
  curves: readonly CurveHistory[];
  counted: boolean;
  keptFrom: number;
  span: Span;
}

/** What cannot be known of what is shown, in words; nothing where all is known. */
export function Unknown({ whose, curves, counted, keptFrom, span }: Props) {
  const { t, moment, length } = useHistoryWords();
  const vocabulary = useVocabulary();
  const { part, gateway } = whose;
  const said: string[] = [];
  if (gateway.link === "silent" && gateway.last_seen !== null) {
    said.push(t("unknown.silent", { since: moment(gateway.last_seen) }));
  }
  if (gateway.clock_synced === false) said.push(t("unknown.clock"));
  if (gateway.link !== "silent" && part.quality !== "good" && part.quality !== "unknown") {
    said.push(t("unknown.quality", { quality: vocabulary.quality(part.quality) }));
  }
  for (const curve of curves) {
    const gaps = gapsIn(curve, span);
    if (gaps.length === 0) continue;
    const longest = [...gaps].sort((a, b) => b[1] - b[0] - (a[1] - a[0])).slice(0, NAMED);
    said.push(
      t("unknown.gaps", {
        name: vocabulary.analog(curve.analog_type).name,
        count: gaps.length,
        total: length(gaps.reduce((sum, [since, until]) => sum + until - since, 0)),
        longest: longest
          .map(([since, until]) => t("gap.named", { from: moment(since), length: length(until - since) }))
          .join(t("gap.and")),
      }),
    );
  }
  const kept = Math.max(0, ...curves.map((curve) => curve.kept_from));
  if (curves.length > 0 && span.from < kept) said.push(t("unknown.kept", { from: moment(kept) }));
  if (span.from < keptFrom) said.push(t("unknown.events_kept", { from: moment(keptFrom) }));
  if (counted) said.push(t("unknown.counted"));
  if (said.length === 0) return null;
  return (
    <ul className="hi-unknown" aria-label={t("unknown.label")}>
      {said.map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  );
}
