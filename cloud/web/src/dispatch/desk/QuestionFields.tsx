import type { Answer, Question } from "../api";
import { useDispatchWords } from "../useDispatchWords";

export type Answers = Readonly<Record<string, Answer>>;

/** What a caller is asked; type and grade follow from the answers. Nothing has to be answered. */
export function QuestionFields({
  questions,
  answers,
  onChange,
}: {
  questions: readonly Question[];
  answers: Answers;
  onChange: (answers: Answers) => void;
}) {
  const { t, speak } = useDispatchWords();
  const set = (key: string, value: Answer) => {
    onChange({ ...answers, [key]: value });
  };
  return (
    <fieldset className="dp-questions">
      <legend>{t("call.questions")}</legend>
      {questions.map((question) => {
        const value = answers[question.key] ?? question.answer;
        const words = speak(question.words);
        if (question.kind === "number") {
          return (
            <label key={question.key} className="op-field">
              <span>{words}</span>
              <input
                type="number"
                inputMode="numeric"
                min={question.lowest}
                max={question.highest}
                value={value === null ? "" : String(value)}
                onChange={({ target }) => {
                  set(question.key, target.value === "" ? null : Number(target.value));
                }}
              />
            </label>
          );
        }
        const yesNo = question.kind === "yes-no";
        const choices: [string, string][] = yesNo
          ? [
              ["true", t("yes")],
              ["false", t("no")],
            ]
          : Object.entries(question.choices).map(([code, label]) => [code, speak(label)]);
        return (
          <label key={question.key} className="op-field">
            <span>{words}</span>
            <select
              value={value === null ? "" : String(value)}
              onChange={({ target }) => {
                set(question.key, target.value === "" ? null : yesNo ? target.value === "true" : target.value);
              }}
            >
              <option value="">{t("unknown")}</option>
              {choices.map(([code, text]) => (
                <option key={code} value={code}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        );
      })}
    </fieldset>
  );
}
