import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { isSpan, SPAN_NAMES, type Span } from "../curve/spans";
import { useDesk, useSay } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { recall, remember } from "../preferences/storage";
import { beliefIn } from "../state/belief";
import { grouped, GROUPINGS, type Grouping } from "../state/grouping";
import { Choice } from "./Choice";
import { PartCard } from "./PartCard";

function useRemembered<Value extends string>(
  preference: "span" | "grouping",
  valid: (text: string | null) => text is Value,
  otherwise: Value,
) {
  const [value, setValue] = useState<Value>(() => {
    const held = recall(preference);
    return valid(held) ? held : otherwise;
  });
  const choose = (next: Value) => {
    remember(preference, next);
    setValue(next);
  };
  return [value, choose] as const;
}

const isGrouping = (text: string | null): text is Grouping => GROUPINGS.some((each) => each === text);

/** How many parts are in alarm, believable, and not. */
function Counts() {
  const { t } = useTranslation();
  const { state } = useDesk();
  const now = useNow(state.offset);
  const parts = [...state.parts.values()];
  const good = parts.filter(
    (part) =>
      beliefIn(part, state.gateways.get(part.gateway), state.connection.phase, now).quality === "good",
  ).length;
  const alarming = parts.filter((part) => part.active.length > 0).length;
  return (
    <p className="section-count num">
      <span>{t("parts.count", { count: parts.length })}</span>
      <span>{t("parts.good", { count: good })}</span>
      {good < parts.length && <strong>{t("parts.doubtful", { count: parts.length - good })}</strong>}
      {alarming > 0 && <strong>{t("parts.alarming", { count: alarming })}</strong>}
    </p>
  );
}

/** The building's parts, grouped, each with its values, their ages, and a curve. */
export function PartList() {
  const { t } = useTranslation();
  const { state } = useDesk();
  const speak = useSay();
  const [span, setSpan] = useRemembered<Span>("span", isSpan, "m15");
  const [grouping, setGrouping] = useRemembered<Grouping>("grouping", isGrouping, "system");
  const groups = useMemo(() => grouped(state.parts.values(), grouping), [state.parts, grouping]);
  return (
    <section className="parts" aria-labelledby="parts-title" data-view="parts">
      <div className="section-head">
        <h2 id="parts-title">{t("parts.title")}</h2>
        <Counts />
        <div className="section-tools">
          <Choice
            label={t("parts.group")}
            value={grouping}
            onChoose={setGrouping}
            options={GROUPINGS.map((value) => ({ value, text: t(`parts.by_${value}`) }))}
          />
          <Choice
            label={t("curve.range")}
            value={span}
            onChoose={setSpan}
            options={SPAN_NAMES.map((value) => ({ value, text: t(`curve.${value}`) }))}
          />
        </div>
      </div>
      {groups.length === 0 && <p className="empty">{t("parts.empty")}</p>}
      <div className="part-groups">
        {groups.map((group) => (
          <div key={group.key} className="part-group" data-single={group.parts.length === 1 || undefined}>
            <h3>
              {speak(group.label) || t("alarms.unplaced")}{" "}
              <span className="num muted">{group.parts.length}</span>
            </h3>
            <ul className="part-cards">
              {group.parts.map((part) => (
                <PartCard key={`${part.gateway} ${part.part}`} part={part} span={span} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
