import { Icon, type IconName } from "../../components/Icon";
import type { PublicDraw } from "../api";
import { useDrawWords } from "../useDrawWords";

const ICONS: Record<PublicDraw["state"], IconName> = {
  frozen: "clock",
  drawn: "check",
  assigned: "check",
  withdrawn: "cross",
};

/** How far a draw has come, by shape and word. */
export function StateMark({ state }: { state: PublicDraw["state"] }) {
  const { t } = useDrawWords();
  return (
    <span className="draw-state" data-state={state}>
      <Icon name={ICONS[state]} /> {t(`state.${state}`)}
    </span>
  );
}
