import { useEffect, useMemo, useRef } from "react";

import type { Span } from "../span";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";
import { Chart } from "./Chart";
import type { Shade } from "./drawing";
import type { Stage } from "./stage";
import { Strip } from "./Strip";
import { useGestures, type Tool } from "./useGestures";
import type { Held } from "./useHistory";

interface Props {
  stage: Stage;
  held: Held;
  span: Span;
  tool: Tool;
  now: () => number;
  show: (span: Span) => void;
  gatewayPart: (part: string) => boolean;
}

/** Several quantities below each other on one axis of time, with the events over them. */
export function Stack({ stage, held, span, tool, now, show, gatewayPart }: Props) {
  const { t } = useHistoryWords();
  const vocabulary = useVocabulary();
  const stack = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  useGestures(stack, band, { stage, tool, now, show });
  useEffect(() => {
    stage.show(span);
  }, [stage, span]);

  const offline = t("curve.offline");
  const cuts = useMemo(
    () =>
      held.alarms
        .filter((alarm) => alarm.kind === "device-offline" && gatewayPart(alarm.part))
        .map((alarm): Shade => ({
          ...{ from: alarm.raised_at, until: alarm.cleared_at ?? alarm.closed_at ?? held.ask.to },
          ...{ text: offline, dense: true },
        })),
    [held, offline, gatewayPart],
  );
  return (
    // A chart that is walked with the keyboard must be reached by it.
    /* eslint-disable jsx-a11y/no-noninteractive-tabindex */
    <div
      className="hi-stack"
      ref={stack}
      role="application"
      tabIndex={0}
      aria-label={t("curve.stack")}
      aria-describedby="hi-keys"
      data-tool={tool}
      data-testid="history-stack"
    >
      <Strip stage={stage} marks={held.marks} kind={vocabulary.kind} />
      {held.curves.map((curve, index) => (
        <Chart
          key={curve.analog_type}
          stage={stage}
          curve={curve}
          span={span}
          name={vocabulary.analog(curve.analog_type).name}
          marks={held.marks}
          cuts={cuts}
          axis={index === held.curves.length - 1}
        />
      ))}
      <div className="hi-band" ref={band} hidden />
    </div>
    /* eslint-enable jsx-a11y/no-noninteractive-tabindex */
  );
}
