import { tellFact } from "../../api/client";
import type { Alarm, Evidence } from "../../api/types";
import { useDesk } from "../../hooks/useDesk";
import { localeOf } from "../../time/format";
import { likelihoodOf, percentOf, weighing, type Piece } from "./evidence";
import { useRoomWords } from "../useRoomWords";

function Bar({ piece }: { piece: Piece }) {
  const { t, speak } = useRoomWords();
  return (
    <li className="evidence-piece" data-side={piece.side} data-code={piece.code}>
      <span className="evidence-words">{speak(piece)}</span>
      <span className="evidence-side">{t(`evidence.${piece.side}`)}</span>
      <span className="evidence-track" aria-hidden="true">
        <span className="evidence-bar" style={{ width: `${piece.length * 50}%` }} />
      </span>
    </li>
  );
}

/** What a person or a camera has seen, one tap each; it is no verdict. */
function Tell({ alarm }: { alarm: Alarm }) {
  const { t, speak } = useRoomWords();
  const { vocabulary, inTheirName, session } = useDesk();
  if (vocabulary.told.length === 0) return null;
  return (
    <div role="group" className="chips" aria-label={t("evidence.tell")}>
      <span className="hint">{t("evidence.tell")}</span>
      {vocabulary.told.map((told) => (
        <button
          key={told.fact}
          type="button"
          className="chip"
          data-fact={told.fact}
          onClick={() => {
            inTheirName(async (by) => {
              const answer = await tellFact(alarm.id, { fact: told.fact, by, note: "" });
              session.dispatch({ type: "answer", alarm: answer });
            });
          }}
        >
          {speak(told)}
        </button>
      ))}
    </div>
  );
}

interface Props {
  alarm: Alarm;
  weighed: readonly Evidence[];
  /** Whether it is open still, so that something can be added. */
  open: boolean;
}

/** P(real) with everything that moved it, in words and as bars; where the weights come from is folded away. */
export function EvidencePanel({ alarm, weighed, open }: Props) {
  const { t, speak, language } = useRoomWords();
  if (alarm.probability === null) return null;
  const { prior, pieces } = weighing(weighed);
  const figure = new Intl.NumberFormat(localeOf(language), {
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  return (
    <section className="evidence" data-testid="evidence" aria-labelledby="evidence-title">
      <h3 id="evidence-title">{t("evidence.title")}</h3>
      <p className="evidence-sum">
        <strong className="num">{percentOf(alarm.probability, language)}</strong>
        <span>{t(`evidence.${likelihoodOf(alarm.probability).word}`)}</span>
        {prior !== null && (
          <span className="muted num">{t("evidence.prior", { percent: percentOf(prior, language) })}</span>
        )}
      </p>
      {pieces.length > 0 ? (
        <ul className="evidence-pieces">
          {pieces.map((piece) => (
            <Bar key={piece.code} piece={piece} />
          ))}
        </ul>
      ) : (
        <p className="hint">{t("evidence.alone")}</p>
      )}
      {open && <Tell alarm={alarm} />}
      {pieces.length > 0 && (
        <details className="evidence-basis">
          <summary>{t("evidence.basis")}</summary>
          <ul>
            {pieces.map((piece) => (
              <li key={piece.code}>
                <span className="num">{figure.format(piece.weight)}</span> {speak(piece)}
                {piece.basis && <span className="muted"> · {piece.basis}</span>}
              </li>
            ))}
          </ul>
          <p className="hint">{t("evidence.basis_note")}</p>
        </details>
      )}
    </section>
  );
}
