import { Facts } from "../../operator/works/Facts";
import { Moment } from "../../operator/works/Moment";
import { Panel } from "../../operator/works/Page";
import { SUBJECTS, type Range, type Summary, type Totals } from "../api";
import { BandBar } from "../BandMark";
import { together } from "../bands";
import { pageHref } from "../links";
import { Simulated } from "../Simulated";
import { useRiskWords } from "../useRiskWords";
import { Trend } from "./Trend";

/** How an area stands beside its map: by band, the fires to be expected, when scored and by which model. */
export function Standing({ summary }: { summary: Summary }) {
  const { t, number, amount } = useRiskWords();
  const told = SUBJECTS.flatMap((subject): [string, Totals][] => {
    const totals = summary.subjects[subject];
    return totals ? [[t(`subject.${subject}`), totals]] : [];
  });
  const all = together(told.map(([, totals]) => totals));
  const range = ({ value, low, high }: Range) => (
    <>
      {amount(value)} <small className="muted">{t("range", { low: amount(low), high: amount(high) })}</small>
    </>
  );
  const { area } = summary;
  return (
    <div className="op-stack">
      <Panel title={t("standing.title")}>
        <div className="risk-body">
          <Facts
            facts={[
              { name: t("figure.expected_365"), value: range(all.expected_365) },
              { name: t("figure.expected_90"), value: range(all.expected_90) },
              {
                name: t("figure.warnings"),
                value: (
                  <>
                    <a href={pageHref("warnings", { area, show: "open" })}>{number(summary.warnings_open)}</a>
                    {summary.warnings_overdue > 0 && (
                      <small> {t("figure.overdue", { number: number(summary.warnings_overdue) })}</small>
                    )}
                  </>
                ),
                bad: summary.warnings_overdue > 0,
              },
            ]}
          />
          {told.map(([name, totals]) => (
            <section key={name} aria-label={name}>
              <h3>
                {name} <span className="num muted">{number(totals.sites)}</span>
              </h3>
              <BandBar bands={totals.bands} label={name} />
            </section>
          ))}
          <Trend history={summary.history} />
        </div>
      </Panel>
      <Panel title={t("standing.scoring")}>
        <div className="risk-body">
          <Facts
            facts={[
              { name: t("standing.scored"), value: <Moment at={summary.scored_at} /> },
              { name: t("standing.swept"), value: <Moment at={summary.swept_at} /> },
              { name: t("standing.waiting"), value: number(summary.waiting) },
              { name: t("standing.unscored"), value: number(summary.unscored), bad: summary.unscored > 0 },
              ...summary.models.map(({ subject, version, shipped }) => ({
                name: t("standing.model", { subject: t(`subject.${subject}`) }),
                value: (
                  <>
                    {version} {shipped && <small className="muted">{t("standing.shipped")}</small>}
                  </>
                ),
              })),
            ]}
          />
          <Simulated />
        </div>
      </Panel>
    </div>
  );
}
