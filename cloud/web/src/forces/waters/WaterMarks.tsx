import { Icon, type IconName } from "../../components/Icon";
import { Moment } from "../../operator/works/Moment";
import type { Usable, Water } from "../api";
import { useForceWords } from "../useForceWords";

const ICONS: Record<Usable, IconName> = { usable: "check", doubtful: "question", unusable: "cross" };

/** Whether water can be used now, and why: a shape and words. */
export function UsableMark({ water }: { water: Pick<Water, "usable" | "usable_name" | "why"> }) {
  const { speak } = useForceWords();
  return (
    <span className="fo-state" data-usable={water.usable}>
      <Icon name={ICONS[water.usable]} />
      {speak(water.usable_name)} <span className="muted">{speak(water.why)}</span>
    </span>
  );
}

/** What its sensor said last, and how long ago. */
export function Reading({ water: { reading, gateway } }: { water: Pick<Water, "reading" | "gateway"> }) {
  const { t, speak, figure } = useForceWords();
  if (reading === null) return <span className="muted">{t(gateway === null ? "water.untied" : "water.silent")}</span>;
  return (
    <span data-bad={reading.quality !== "good" || undefined}>
      {speak(reading.name)} {figure(reading.value)} {reading.unit} · <Moment at={reading.at} />
      {reading.quality !== "good" && ` · ${t("water.not_good")}`}
    </span>
  );
}
