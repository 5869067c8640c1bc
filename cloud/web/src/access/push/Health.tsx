import { Icon } from "../../components/Icon";
import { useAccessWords } from "../useAccessWords";
import { healthOf, type Integration } from "./api";

/** How a platform does: a shape and a word. */
export function Health({ integration }: { integration: Integration }) {
  const { t } = useAccessWords();
  const state = healthOf(integration);
  const link = state === "good" ? "online" : state === "disabled" || state === "quiet" ? "never" : "silent";
  return (
    <span className="link-state" data-link={link}>
      <Icon name={link === "online" ? "check" : link === "silent" ? "cross" : "question"} />
      {t(`push_health.${state}`)}
    </span>
  );
}
