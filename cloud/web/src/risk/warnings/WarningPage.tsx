import { useNews } from "../../hooks/useNews";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Happenings } from "../../operator/works/Happenings";
import { Page, Panel } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import type { WarningAction, WarningDetail } from "../api";
import { BandMark } from "../BandMark";
import { Change } from "../Change";
import { nameOf, recordHref, siteHref } from "../links";
import { useRiskWords } from "../useRiskWords";
import { ActForm } from "./ActForm";
import { WarningMark } from "./WarningMark";

/** What an organisation itself may do. */
const ANSWERS: readonly WarningAction[] = ["accept", "report"];

function EffectPanel({ warning }: { warning: WarningDetail }) {
  const { t, figure } = useRiskWords();
  const { at_raising, at_closing, after_30d, after_90d } = warning.effect;
  const then: [string, number | null][] = [
    [t("effect.at_closing"), at_closing],
    [t("effect.after_30d"), after_30d],
    [t("effect.after_90d"), after_90d],
  ];
  return (
    <Panel title={t("effect.title")}>
      <div className="risk-body" data-testid="effect">
        <Facts
          facts={[
            { name: t("effect.at_raising"), value: figure(at_raising) },
            ...then.map(([name, index]) => ({
              name,
              value:
                index === null ? (
                  t("effect.not_yet")
                ) : (
                  <>
                    {figure(index)} <Change now={index} before={at_raising} />
                  </>
                ),
            })),
          ]}
        />
      </div>
    </Panel>
  );
}

/** One warning: what happened and what is to be done, what one may do about it, its effect, and what was done. */
export function WarningPage() {
  const { t, speak, stamp } = useRiskWords();
  const { steps } = useRoute();
  const inspects = useMay("inspect");
  const rectifies = useMay("rectify");
  const loaded = useData<WarningDetail>(`/risk/warnings/${steps[2] ?? ""}`);
  useNews("risk", loaded.again);
  const warning = loaded.data;
  if (warning === null) {
    return (
      <Page title={t("warning.one")}>
        <State loaded={loaded} />
      </Page>
    );
  }
  const answers = rectifies && !inspects;
  const actions = warning.possible.filter((action) => inspects || (rectifies && ANSWERS.includes(action)));
  const href = warning.record && recordHref(warning.record, warning);
  return (
    <Page title={speak(warning.text)}>
      <FaultOf loaded={loaded} />
      <p className="risk-task">
        <strong>{t("warning.task")}</strong> {speak(warning.task)}
      </p>
      <Facts
        facts={[
          {
            name: t("warning.state"),
            value: (
              <span data-testid="warning-state" data-state={warning.state}>
                <WarningMark warning={warning} />
              </span>
            ),
            bad: warning.overdue,
          },
          { name: t("warning.due"), value: warning.due_on, bad: warning.overdue },
          { name: t("warning.desk"), value: t(`desk.${warning.desk}`) },
          { name: t("warning.taken_by"), value: warning.taken_by ?? "–" },
          {
            name: t("site.name"),
            value: <a href={siteHref(warning.subject, warning.site_id)}>{nameOf({ name: warning.site, organisation: warning.organisation })}</a>,
          },
          { name: t("warning.band"), value: <BandMark band={warning.band} /> },
          { name: t("warning.rule"), value: speak(warning.rule_label) },
          { name: t("warning.raised_at"), value: stamp(warning.raised_at) },
          ...(warning.record && href
            ? [{ name: t("warning.record"), value: <a href={href}>{t(`record.${warning.record.kind}`)}</a> }]
            : []),
        ]}
      />
      {actions.length > 0 ? (
        <Panel title={t("warning.act")}>
          <ActForm
            key={warning.version}
            warning={warning}
            actions={actions}
            address={answers ? "answers" : "actions"}
            onDone={loaded.again}
          />
        </Panel>
      ) : (
        <p className="empty">{t("warning.nothing")}</p>
      )}
      <EffectPanel warning={warning} />
      <Happenings steps={warning.timeline} />
    </Page>
  );
}
