import { useState, type SyntheticEvent } from "react";

import { Choice } from "../../components/Choice";
import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import { bounded, fieldOf, momentOf, panned, SPAN_NAMES, widthOf, zoomed, type Span, type SpanName } from "../span";
import { useHistoryWords } from "../useHistoryWords";

interface Props {
  span: Span;
  name: SpanName | null;
  now: () => number;
  show: (span: Span) => void;
}

/** From when to when, typed. The fields begin anew whenever the span is moved. */
function Dates({ span, now, show }: Omit<Props, "name">) {
  const { t } = useHistoryWords();
  const [wrong, setWrong] = useState(false);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (field: string) => {
      const value = form.get(field);
      return typeof value === "string" ? momentOf(value) : null;
    };
    const [from, to] = [read("from"), read("to")];
    const given = from !== null && to !== null && from < to && from < now();
    setWrong(!given);
    if (given) show(bounded({ from, to }, now()));
  };
  return (
    <form className="hi-dates" onSubmit={submit}>
      <label>
        <span>{t("span.from")}</span>
        <input type="datetime-local" name="from" defaultValue={fieldOf(span.from)} required />
      </label>
      <label>
        <span>{t("span.to")}</span>
        <input type="datetime-local" name="to" defaultValue={fieldOf(span.to)} required />
      </label>
      <button type="submit" className="button quiet">
        {t("span.show")}
      </button>
      {wrong && (
        <p role="alert" className="hi-wrong">
          {t("span.wrong")}
        </p>
      )}
    </form>
  );
}

/** Which span is shown: named, moved, zoomed, or typed. */
export function SpanBar({ span, name, now, show }: Props) {
  const { t } = useHistoryWords();
  const route = useRoute();
  const middle = (span.from + span.to) / 2;
  const buttons = [
    { key: "earlier", sign: "◀", act: () => panned(span, -widthOf(span), now()) },
    { key: "later", sign: "▶", act: () => panned(span, widthOf(span), now()) },
    { key: "closer", sign: "＋", act: () => zoomed(span, 0.5, middle, now()) },
    { key: "wider", sign: "－", act: () => zoomed(span, 2, middle, now()) },
  ] as const;
  return (
    <div className="hi-bar">
      <Choice
        label={t("span.label")}
        options={SPAN_NAMES.map((value) => ({ value, text: t(`span.${value}`) }))}
        value={name ?? ("" as SpanName)}
        onChoose={(value) => {
          goTo(hrefWith(route, { span: value, from: null, to: null }));
        }}
      />
      <div className="hi-buttons" role="group" aria-label={t("span.move")}>
        {buttons.map(({ key, sign, act }) => (
          <button
            key={key}
            type="button"
            className="icon-button"
            aria-label={t(`span.${key}`)}
            title={t(`span.${key}`)}
            disabled={key === "later" && span.to >= now() - 1000}
            onClick={() => {
              show(act());
            }}
          >
            <span aria-hidden="true">{sign}</span>
          </button>
        ))}
      </div>
      <Dates key={`${fieldOf(span.from)} ${fieldOf(span.to)}`} span={span} now={now} show={show} />
    </div>
  );
}
