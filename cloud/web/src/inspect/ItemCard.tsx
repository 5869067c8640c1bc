import { useNamespace } from "../i18n/useNamespace";
import type { Answered, Item } from "./api";

const ANSWERS = ["conform", "nonconform", "not-applicable"] as const;
const MARKS: Record<Answered, string> = { conform: "✓", nonconform: "✗", "not-applicable": "–" };

interface Props {
  item: Item;
  answer: Answered | undefined;
  onAnswer: (answer: Answered) => void;
}

/** One item of the checklist and its three answers, large enough for a glove. */
export function ItemCard({ item, answer, onAnswer }: Props) {
  const { t, speak } = useNamespace("inspect");
  return (
    <fieldset className="inspect-item" id={`item-${item.code}`} tabIndex={-1} data-answer={answer}>
      <legend>{speak(item.label)}</legend>
      <p className="muted">{speak(item.clause)}</p>
      <details>
        <summary>{t("how")}</summary>
        <p>{speak(item.how)}</p>
      </details>
      <div className="inspect-answers">
        {ANSWERS.map((each) => (
          <label key={each} data-answer={each}>
            <input
              type="radio"
              name={item.code}
              value={each}
              checked={answer === each}
              onChange={() => {
                onAnswer(each);
              }}
            />
            <span aria-hidden="true">{MARKS[each]}</span> {t(each)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
