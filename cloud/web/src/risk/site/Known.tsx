import { useState } from "react";

import { send } from "../../api/client";
import { ByField, rememberedBy } from "../../forms/ByField";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { Panel } from "../../operator/works/Page";
import { useMay } from "../../shell/useMe";
import { sitePath, type SiteDetail, type Trait } from "../api";
import { useRiskVocabulary, useRiskWords } from "../useRiskWords";

/** Days are counted from 1970. */
const DAY_MS = 86_400_000;

function TraitsForm({ site, traits, onDone }: { site: SiteDetail; traits: readonly Trait[]; onDone: () => void }) {
  const { t, speak } = useRiskWords();
  const { busy, fault, run } = useChange();
  const held = new Map(site.facts.map(({ name, value }) => [name, value]));
  const [values, setValues] = useState(() => new Map(traits.map(({ code }) => [code, held.get(code)?.toString() ?? ""])));
  const [by, setBy] = useState(rememberedBy);
  return (
    <Form
      data-testid="traits"
      fault={fault}
      onSubmit={() => {
        const told = Object.fromEntries([...values].map(([code, text]) => [code, text.trim() === "" ? null : Number(text)]));
        run(
          () => send("PUT", `${sitePath(site.subject, site.id)}/traits`, { values: told, version: site.traits_version, by }),
          onDone,
        );
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("known.save")}
        </button>
      }
    >
      {traits.map(({ code, label, unit, least, most }) => (
        <TextField
          key={code}
          label={unit ? `${speak(label)} (${unit})` : speak(label)}
          type="number"
          min={least}
          max={most}
          step="any"
          value={values.get(code) ?? ""}
          onChange={(text) => {
            setValues((before) => new Map(before).set(code, text));
          }}
        />
      ))}
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

/** What is known of a site, what is not, and who is responsible for it. */
export function Known({ site, onDone }: { site: SiteDetail; onDone: () => void }) {
  const { t, speak, figure, day } = useRiskWords();
  const edits = useMay("edit-registry");
  const vocabulary = useRiskVocabulary();
  const asked = new Set(site.facts.filter(({ trait }) => trait).map(({ name }) => name));
  const traits = vocabulary?.traits.filter(({ code }) => asked.has(code)) ?? [];
  const known = site.facts.filter(({ value }) => value !== null);
  const told = (name: string, value: number) => {
    if (name.endsWith("_year")) return String(value);
    return name.endsWith("_day") ? day(value * DAY_MS) : figure(value, 2);
  };
  return (
    <div className="risk-records">
      <Panel title={t("known.unknown")}>
        <div className="risk-body">
          {site.unknown.length > 0 ? (
            <ul className="risk-unknown" data-testid="unknown">
              {site.unknown.map((each) => (
                <li key={each.en}>{speak(each)}</li>
              ))}
            </ul>
          ) : (
            <p className="empty">{t("known.all")}</p>
          )}
          {edits && traits.length > 0 && (
            <details>
              <summary>{t("known.enter")}</summary>
              <TraitsForm key={site.traits_version} site={site} traits={traits} onDone={onDone} />
            </details>
          )}
        </div>
      </Panel>
      <Panel title={t("known.facts")}>
        <dl className="risk-facts">
          {known.map(({ name, label, value }) => (
            <div key={name}>
              <dt>{speak(label)}</dt>
              <dd className="num">{told(name, value ?? 0)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={t("known.people")}>
        {site.people.length > 0 ? (
          <ul className="risk-people">
            {site.people.map(({ name, phone, duty }) => (
              <li key={`${name} ${duty}`}>
                <strong>{name}</strong> {duty} {phone && <a href={`tel:${phone}`}>{phone}</a>}
              </li>
            ))}
          </ul>
        ) : (
          <p className="empty">{t("known.nobody")}</p>
        )}
      </Panel>
    </div>
  );
}
