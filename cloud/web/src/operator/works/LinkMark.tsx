import type { LinkState } from "../../api/types";
import { Icon, type IconName } from "../../components/Icon";
import { useWords } from "../words/useWords";

const ICON: Record<LinkState, IconName> = { online: "check", silent: "cross", never: "question" };

/** Whether a gateway is heard: a shape and a word. */
export function LinkMark({ link }: { link: LinkState }) {
  const { t } = useWords();
  return (
    <span className="link-state" data-link={link}>
      <Icon name={ICON[link]} />
      {t(`link.${link}`)}
    </span>
  );
}
