import { likelihoodOf, LIKELIHOODS, percentOf } from "./evidence";
import { useRoomWords } from "../useRoomWords";

/** P(real) as a small figure: five steps and a number, so that neither colour nor sight alone is needed. */
export function ProbabilityMark({ probability }: { probability: number | null }) {
  const { t, language } = useRoomWords();
  if (probability === null) return null;
  const { marks, word } = likelihoodOf(probability);
  const percent = percentOf(probability, language);
  const told = t("evidence.mark", { percent, word: t(`evidence.${word}`) });
  return (
    <span className="p-mark" data-testid="p-mark" data-marks={marks} title={told}>
      <svg className="p-steps" viewBox="0 0 24 12" aria-hidden="true" focusable="false">
        {LIKELIHOODS.map((each, index) => (
          <rect
            key={each}
            className={index < marks ? "p-step on" : "p-step"}
            x={index * 5 + 0.5}
            y={9.5 - index * 2}
            width={3.2}
            height={index * 2 + 2}
          />
        ))}
      </svg>
      <span className="num" aria-hidden="true">
        {percent}
      </span>
      <span className="visually-hidden">{told}</span>
    </span>
  );
}
