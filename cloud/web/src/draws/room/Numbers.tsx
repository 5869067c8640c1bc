import { Panel } from "../../operator/works/Page";
import { useDrawWords } from "../useDrawWords";
import type { DrawRecord } from "../verify/record";

/** What the sources said, and the seed that follows from it and the commitment. */
export function Numbers({ record: { plan, entropy } }: { record: DrawRecord }) {
  const { t, speak } = useDrawWords();
  const said = new Map(entropy?.values.map(({ source, numbers }) => [source, numbers]));
  return (
    <Panel title={t("numbers.title")}>
      <p>{t("numbers.about")}</p>
      {!entropy && <p role="status">{t("numbers.waiting")}</p>}
      <dl className="draw-numbers">
        {plan.entropy.sources.map((source) => (
          <div key={source.id}>
            <dt>{speak(source)}</dt>
            <dd>
              {said.get(source.id)?.map((value) => (
                <span key={value} className="draw-ball num">
                  {value}
                </span>
              )) ?? (
                <span className="muted num">
                  {source.numbers} × {source.least}–{source.most}
                </span>
              )}
            </dd>
          </div>
        ))}
        {entropy && (
          <>
            <div>
              <dt>{t("numbers.key")}</dt>
              <dd>
                <code className="draw-hash">{entropy.key}</code>
              </dd>
            </div>
            <div>
              <dt>{t("numbers.seed")}</dt>
              <dd>
                <code className="draw-hash">{entropy.seed}</code>
              </dd>
            </div>
          </>
        )}
      </dl>
    </Panel>
  );
}
