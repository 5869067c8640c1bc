import { useEffect, useMemo, useRef } from "react";

import type { CurveHistory } from "../api";
import type { Ask } from "../levels";
import type { Span } from "../span";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";
import { BARE, Chart } from "./Chart";
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
}

/** Of a part without quantities the axis of time alone. */
const bareOf = ({ from, to, step }: Ask): CurveHistory => ({
  ...{ analog_type: BARE, unit: "", start: from, end: to, now: to, width_ms: step, kept_from: 0, tiers: [] },
  ...{ expected_ms: null, gaps: [], at: [], minimum: [], mean: [], maximum: [], last: [], samples: [], quality: [] },
});

/** Several quantities below each other on one axis of time, with the events over them. */
export function Stack({ stage, held, span, tool, now, show }: Props) {
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
      held.silent.map(([from, until]): Shade => ({
        ...{ from, until: until ?? held.ask.to, text: offline, dense: true },
      })),
    [held, offline],
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
      {(held.curves.length > 0 ? held.curves : [bareOf(held.ask)]).map((curve, index) => (
        <Chart
          key={curve.analog_type}
          stage={stage}
          curve={curve}
          span={span}
          name={vocabulary.analog(curve.analog_type).name}
          marks={held.marks}
          cuts={cuts}
          axis={index >= held.curves.length - 1}
        />
      ))}
      <div className="hi-band" ref={band} hidden />
    </div>
    /* eslint-enable jsx-a11y/no-noninteractive-tabindex */
  );
}
