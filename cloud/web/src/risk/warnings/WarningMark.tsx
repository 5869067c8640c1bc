import { Icon, type IconName } from "../../components/Icon";
import type { Warning, WarningState } from "../api";
import { useRiskWords } from "../useRiskWords";

const ICONS: Record<WarningState, IconName> = {
  raised: "bell",
  accepted: "person",
  reported: "letter",
  closed: "check",
  withdrawn: "cross",
};

/** How far a warning has come, by shape and word; overdue ones say so, and how often they were taken higher. */
export function WarningMark({ warning }: { warning: Warning }) {
  const { t } = useRiskWords();
  const { state, overdue, escalated } = warning;
  return (
    <span className="risk-state" data-state={state} data-bad={overdue || undefined}>
      <Icon name={ICONS[state]} /> {t(`warning.state_${state}`)}
      {overdue && ` · ${t("warning.overdue")}`}
      {escalated > 0 && ` · ${t("warning.escalated", { times: escalated })}`}
    </span>
  );
}
