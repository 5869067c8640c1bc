import type { Summary } from "../api";
import { highOf } from "../bands";
import { useRiskWords } from "../useRiskWords";
import { pathOf, placed, dayMs } from "../site/chart";

const WIDTH = 400;
const HEIGHT = 90;

/** The expected fires of the last year as a line; its ends are said in words. */
export function Trend({ history }: { history: Summary["history"] }) {
  const { t, amount, number } = useRiskWords();
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last || first === last) return null;
  const points = placed(
    history.map(({ day, expected_365 }) => ({ at: dayMs(day), value: expected_365.value })),
    { width: WIDTH, height: HEIGHT, floor: 0 },
  );
  const words = t("trend.told", {
    from: first.day,
    to: last.day,
    before: amount(first.expected_365.value),
    now: amount(last.expected_365.value),
    high_before: number(highOf(first)),
    high_now: number(highOf(last)),
  });
  return (
    <figure className="risk-trend">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        <path d={pathOf(points)} />
      </svg>
      <figcaption className="muted">{words}</figcaption>
    </figure>
  );
}
