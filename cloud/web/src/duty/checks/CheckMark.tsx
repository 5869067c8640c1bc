import { Icon, type IconName } from "../../components/Icon";
import { useNow } from "../../hooks/useNow";
import type { Check } from "../../told/api";
import { feed } from "../../told/feed";
import { useDutyWords } from "../useDutyWords";

const ICON: Record<Check["state"], IconName> = { waiting: "clock", answered: "check", unanswered: "cross" };
const LINK: Record<Check["state"], string> = { waiting: "waiting", answered: "online", unanswered: "silent" };

/** How a duty check stands, with what is left of its time. */
export function CheckMark({ check }: { check: Check }) {
  const { t } = useDutyWords();
  const now = useNow(feed.offset);
  const left = Math.max(0, Math.ceil((check.due_at - now) / 60_000));
  return (
    <span className="ex-delivery">
      <span className="link-state" data-link={LINK[check.state]}>
        <Icon name={ICON[check.state]} />
        {t(`check.${check.state}`)}
      </span>
      {check.state === "waiting" && <span className="muted num">{t("check.left", { minutes: left })}</span>}
      {check.state === "unanswered" && <span className="muted">{t("check.escalated")}</span>}
    </span>
  );
}
