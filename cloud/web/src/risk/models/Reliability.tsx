import { useRiskWords } from "../useRiskWords";
import type { Slice } from "./api";
import { plotOf } from "./reliability";

const SIZE = 300;

/** Each slice as a dot: on the line as many fires were confirmed as were expected. The table has the numbers. */
export function Reliability({ slices }: { slices: readonly Slice[] }) {
  const { t, speak, figure } = useRiskWords();
  const { most, dots } = plotOf(slices, SIZE);
  const off = dots.filter((dot) => dot.off).map(({ slice }) => speak(slice.label));
  const words = off.length > 0 ? t("reliability.off", { what: off.join("、") }) : t("reliability.good");
  return (
    <figure className="risk-reliability">
      <svg viewBox={`-34 -8 ${SIZE + 44} ${SIZE + 44}`} role="img" aria-label={`${t("reliability.label")} ${words}`}>
        <path d={`M0 0V${SIZE}H${SIZE}`} className="risk-axes" />
        <path d={`M0 ${SIZE}L${SIZE} 0`} className="risk-diagonal" />
        {dots.map(({ slice, x, y, r, off: isOff }) => (
          <g key={`${slice.kind}/${slice.code}`} className="risk-dot" data-off={isOff || undefined}>
            <circle cx={x} cy={y} r={r} />
            {isOff && <path d={`M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`} />}
          </g>
        ))}
        <text x={SIZE} y={SIZE + 16} textAnchor="end">{`${t("reliability.expected")} ${figure(most, 0)}`}</text>
        <text x="-8" y="0" textAnchor="end" transform={`rotate(-90 -8 0)`}>{`${t("reliability.confirmed")} ${figure(most, 0)}`}</text>
      </svg>
      <figcaption className="muted">{words}</figcaption>
    </figure>
  );
}
