import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { Page, Panel } from "../../operator/works/Page";
import { CountyField } from "../../pickers/CountyField";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import { MOMENTS, type DryRun } from "../api";
import { ruleHref } from "../links";
import { useChoices } from "../rules/useChoices";
import { useNotificationWords } from "../useNotificationWords";

function RuleSays({ rule }: { rule: DryRun["rules"][number] }) {
  const { t, speak, stamp, number } = useNotificationWords();
  return (
    <li className="nt-says" data-tells={rule.tells || undefined} data-testid="rule-says">
      <p>
        <a href={ruleHref(rule.rule_id)}>{rule.name}</a>{" "}
        <span className="alarm-state">{t(rule.tells ? "trial.tells" : "trial.tells_not")}</span>
        {rule.held_until !== null && <span className="muted"> {t("trial.held", { at: stamp(rule.held_until) })}</span>}
      </p>
      <ul className="nt-reasons">
        {rule.reasons.map((reason, at) => (
          <li key={at}>{speak(reason)}</li>
        ))}
      </ul>
      {rule.steps.map((step) => (
        <div key={step.step} className="nt-step-says">
          <p className="muted">
            {t("rule.step", { number: number(step.step + 1) })} · {t(step.at_once ? "trial.at_once" : "trial.if_fails")}
          </p>
          <ul>
            {step.receivers.map((one, at) => (
              <li key={at} data-testid="would-tell">
                <strong>{one.receiver}</strong> {one.address} <span className="muted">{one.channel} · {t(`kind.${one.kind}`)}</span>
              </li>
            ))}
            {step.gaps.map((gap, at) => (
              <li key={`gap-${String(at)}`} data-bad>
                {speak(gap)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </li>
  );
}

function Said({ found }: { found: DryRun }) {
  const { t, language, number } = useNotificationWords();
  const telling = found.rules.filter(({ tells }) => tells);
  return (
    <>
      <p role="status" className={telling.length > 0 ? "ex-done" : "op-fault"} data-testid="trial-sum">
        {telling.length > 0 ? t("trial.some", { number: number(telling.length) }) : t("trial.nobody")}
      </p>
      <Panel title={t("trial.rules")}>
        <ul className="nt-says-list">
          {found.rules.map((rule) => (
            <RuleSays key={rule.rule_id} rule={rule} />
          ))}
        </ul>
      </Panel>
      <Panel title={t("trial.words")}>
        <div className="ex-text nt-words">
          <p>{language === "zh" ? found.zh : found.en}</p>
          <p className="muted">{t("trial.short")}</p>
          <p>{language === "zh" ? found.short_zh : found.short_en}</p>
        </div>
      </Panel>
    </>
  );
}

/** Who would be told of an alarm now, why, why not, and in which words. Nothing is sent. */
export function TrialPage() {
  const { t, speak } = useNotificationWords();
  const { kinds } = useChoices();
  const [alarm, setAlarm] = useState("");
  const [kind, setKind] = useState("fire");
  const [moment, setMoment] = useState<string>("raised");
  const [organisation, setOrganisation] = useState<Found | null>(null);
  const [area, setArea] = useState("");
  const [found, setFound] = useState<DryRun | null>(null);
  const { busy, fault, run } = useChange();
  const known = Number(alarm) || null;
  return (
    <Page title={t("trial.title")}>
      <p className="op-note muted">{t("trial.about")}</p>
      <Form
        fault={fault}
        onSubmit={() => {
          const told = known
            ? { alarm_id: known, moment }
            : { kind, moment, area: organisation ? null : area, organisation_id: organisation ? Number(organisation.id) : null };
          run(() => send<DryRun>("POST", "/notification/dry-run", told), setFound);
        }}
        buttons={
          <button type="submit" className="button strong" disabled={busy}>
            {t("trial.ask")}
          </button>
        }
      >
        <TextField label={t("trial.alarm")} type="number" min={1} value={alarm} placeholder={t("trial.alarm_hint")} onChange={setAlarm} />
        <SelectField label={t("rule.moments")} value={moment} onChange={setMoment}>
          {MOMENTS.map((each) => (
            <option key={each} value={each}>
              {t(`moment.${each}`)}
            </option>
          ))}
        </SelectField>
        {known === null && (
          <>
            <SelectField label={t("rule.kinds")} value={kind} onChange={setKind}>
              {kinds.map((term) => (
                <option key={term.kind} value={term.kind}>
                  {speak(term)}
                </option>
              ))}
            </SelectField>
            <OrganisationField label={t("trial.organisation")} chosen={organisation} onChange={setOrganisation} />
            {organisation === null && <CountyField value={area} onChange={setArea} />}
          </>
        )}
      </Form>
      {found && <Said found={found} />}
    </Page>
  );
}
