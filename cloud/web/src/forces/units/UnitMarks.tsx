import { Icon } from "../../components/Icon";
import { Moment } from "../../operator/works/Moment";
import type { Unit } from "../api";
import { useBooks, useForceWords } from "../useForceWords";

/** What a unit does, and why it cannot be sent, where it cannot: a shape and words. */
export function UnitState({ unit }: { unit: Pick<Unit, "state_name" | "ready" | "hindrance" | "retired"> }) {
  const { t, speak } = useForceWords();
  if (unit.retired) return <span className="muted">{t("state.retired")}</span>;
  const hindered = unit.hindrance === null ? null : speak(unit.hindrance);
  return (
    <span className="fo-state" data-ready={unit.ready || undefined}>
      <Icon name={unit.ready ? "check" : "dashes"} />
      {speak(unit.state_name)}
      {hindered !== null && hindered !== speak(unit.state_name) && <span className="muted">{hindered}</span>}
    </span>
  );
}

/** When a unit was last heard, and whether that is too long ago. */
export function UnitHeard({ unit: { position } }: { unit: Pick<Unit, "position"> }) {
  const { t } = useForceWords();
  if (position === null) return <span className="muted">{t("state.never_heard")}</span>;
  return (
    <span data-bad={position.stale || undefined}>
      <Moment at={position.at} />
      {position.stale && ` · ${t("state.stale")}`}
    </span>
  );
}

/** What a unit gives, in words. */
export function Gives({ gives }: { gives: Unit["gives"] }) {
  const { speak, figure, unit } = useForceWords();
  const books = useBooks();
  const said = Object.entries(gives).map(([name, amount]) => {
    const entry = books?.capabilities[name];
    return entry ? `${speak(entry.name)} ${figure(amount)} ${unit(entry.unit)}`.trim() : `${name} ${figure(amount)}`;
  });
  return <>{said.join(" · ") || "–"}</>;
}
