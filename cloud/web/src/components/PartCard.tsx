import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Part } from "../api/types";
import { deviceHistoryHref } from "../history/links";
import { isDrawn, quantityRank, type Span } from "../curve/spans";
import { useDesk, useSay, useTerms } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { useSeen } from "../hooks/useSeen";
import { beliefIn, type Belief } from "../state/belief";
import { Age } from "./Age";
import { Curve } from "./Curve";
import { Icon } from "./Icon";
import { KindBadge } from "./KindBadge";
import { ReadingValue } from "./ReadingValue";

/** What the part reports: its active kinds, or that it is quiet; only the last known when it cannot be believed. */
function PartState({ part, belief }: { part: Part; belief: Belief }) {
  const { t } = useTranslation();
  const unknown = belief.quality === "unknown" || belief.quality === "stale";
  if (part.active.length > 0) {
    return (
      <span className="part-state" data-doubtful={unknown || undefined}>
        {part.active.map((kind) => (
          <KindBadge key={kind} kind={kind} />
        ))}
        {unknown && <span className="muted">{t("parts.last_known")}</span>}
      </span>
    );
  }
  if (part.last_heard === null || part.bits === null) {
    return <span className="part-state muted">{t("parts.state_unknown")}</span>;
  }
  return (
    <span className="part-state" data-doubtful={unknown || undefined}>
      {unknown ? t("parts.last_word", { state: t("parts.normal") }) : t("parts.normal")}
    </span>
  );
}

/** One detector or other part: where, what, its state, and every latest value with its age. */
export function PartCard({ part, span }: { part: Part; span: Span }) {
  const { t } = useTranslation();
  const { state } = useDesk();
  const speak = useSay();
  const terms = useTerms();
  const [large, setLarge] = useState(false);
  const [seen, setElement] = useSeen();
  const now = useNow(state.offset);
  const belief = beliefIn(part, state.gateways.get(part.gateway), state.connection.phase, now);
  const readings = [...part.readings].sort(
    (a, b) => quantityRank(a.analog_type) - quantityRank(b.analog_type),
  );
  const drawn = readings.filter((reading) => isDrawn(reading.analog_type));
  const name = speak(part.place) || part.part;
  return (
    <li
      ref={setElement}
      className="part-card"
      tabIndex={-1}
      data-testid="part-card"
      data-part={part.part}
      data-gateway={part.gateway}
      data-quality={belief.quality}
      data-active={part.active.join(" ") || undefined}
      data-large={large || undefined}
    >
      <div className="part-head">
        <h4>
          <span className="place">{name}</span>
          <span className="device">
            {speak(part.device) || part.part}
            <span className="muted"> · {terms.term(part.component_type)}</span>
          </span>
        </h4>
        <PartState part={part} belief={belief} />
      </div>
      {part.readings.length > 0 && (
        <dl className="readings">
          {readings.map((reading) => (
            <ReadingValue key={reading.analog_type} reading={reading} belief={belief.quality} />
          ))}
        </dl>
      )}
      {seen &&
        drawn
          .slice(0, large ? drawn.length : 1)
          .map((reading) => (
            <Curve
              key={reading.analog_type}
              gateway={part.gateway}
              part={part.part}
              analogType={reading.analog_type}
              span={span}
              compact={!large}
            />
          ))}
      <p className="part-foot">
        <span className="belief" data-quality={belief.quality}>
          {t(`doubt.${belief.doubt}`, { quality: terms.quality(part.quality) })}
        </span>
        <span className="muted">
          {part.last_heard === null ? (
            t("parts.never")
          ) : (
            <>
              {t("parts.heard")} <Age ts={part.last_heard} />
            </>
          )}
        </span>
        <a className="history-link" href={deviceHistoryHref(part.gateway, part.part)} target="_blank" rel="noopener">
          {t("parts.history")}
          <span className="visually-hidden"> {t("parts.new_page", { name })}</span>
        </a>
        {drawn.length > 0 && (
          <button
            type="button"
            className="icon-button"
            aria-expanded={large}
            aria-label={`${t(large ? "parts.shrink" : "parts.expand")} ${name}`}
            onClick={() => {
              setLarge(!large);
            }}
          >
            <Icon name={large ? "shrink" : "expand"} />
          </button>
        )}
      </p>
    </li>
  );
}
