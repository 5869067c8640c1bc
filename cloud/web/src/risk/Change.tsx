import { Icon } from "../components/Icon";
import { useRiskWords } from "./useRiskWords";

/** How an index has moved since: an arrow, a sign and a word for those who hear it. */
export function Change({ now, before }: { now: number; before: number | null }) {
  const { t, figure } = useRiskWords();
  if (before === null) return <span className="muted">–</span>;
  const by = now - before;
  if (Math.abs(by) < 0.05) return <span className="num muted">{t("change.same")}</span>;
  return (
    <span className="risk-change num" data-bad={by < 0 || undefined}>
      <Icon name={by < 0 ? "down" : "up"} />
      <span className="visually-hidden">{t(by < 0 ? "change.worse" : "change.better")} </span>
      {figure(Math.abs(by))}
    </span>
  );
}
