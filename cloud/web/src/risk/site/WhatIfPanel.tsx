import { useState, type ReactNode } from "react";

import { send } from "../../api/client";
import { useAsked } from "../../hooks/useAsked";
import { useKept } from "../../hooks/useKept";
import { Panel } from "../../operator/works/Page";
import { FaultOf } from "../../operator/works/State";
import { sitePath, type SiteDetail, type Supposed, type WhatIf } from "../api";
import { BandMark } from "../BandMark";
import { Change } from "../Change";
import { Reasons } from "../Reasons";
import { useRiskVocabulary, useRiskWords } from "../useRiskWords";
import { isNothing, NOTHING, openHazards, toggled, type Supposition } from "./suppose";

function Tick({ checked, onChange, children }: { checked: boolean; onChange: () => void; children: ReactNode }) {
  return (
    <label className="risk-tick">
      <input type="checkbox" checked={checked} onChange={onChange} /> <span>{children}</span>
    </label>
  );
}

function Side({ title, told, owner, before }: { title: string; told: Supposed; owner: SiteDetail; before?: Supposed }) {
  const { t, figure, percent } = useRiskWords();
  const { d90, d365 } = told.probability;
  return (
    <section aria-label={title} className="risk-side">
      <h3>{title}</h3>
      <p className="risk-from-to">
        <BandMark band={told.band} /> <strong className="num">{figure(told.index)}</strong>
        {before && <Change now={told.index} before={before.index} />}
      </p>
      <p className="num">
        {t("site.d365")} {percent(d365.value)}{" "}
        <span className="muted">({t("range", { low: percent(d365.low), high: percent(d365.high) })})</span>
        <br />
        {t("site.d90")} {percent(d90.value)}
      </p>
      <Reasons reasons={told.reasons.slice(0, 5)} owner={owner} />
    </section>
  );
}

function Answer({ site, supposed }: { site: SiteDetail; supposed: Supposition }) {
  const { t, speak, figure } = useRiskWords();
  const path = `${sitePath(site.subject, site.id)}/what-if`;
  const loaded = useAsked(JSON.stringify([path, supposed, site.scored_at]), () => send<WhatIf>("POST", path, supposed));
  const told = useKept(path, loaded.data);
  if (told === null) return loaded.fault ? <FaultOf loaded={loaded} /> : <p role="status">{t("loading")}</p>;
  const value = (number: number | null) => (number === null ? t("unknown") : figure(number, 2));
  return (
    <>
      <FaultOf loaded={loaded} />
      <div className="risk-sides" data-testid="what-if" aria-live="polite">
        <Side title={t("suppose.now")} told={told.now} owner={site} />
        <Side title={t("suppose.then")} told={told.then} before={told.now} owner={site} />
      </div>
      {told.changed.length > 0 && (
        <details>
          <summary>{t("suppose.changed")}</summary>
          <ul className="risk-moved">
            {told.changed.map(({ name, label, before, after }) => (
              <li key={name}>
                {speak(label)}: <span className="num">{`${value(before)} → ${value(after)}`}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** What would be if some of it were put right: the score, the band and the reasons before and after. */
export function WhatIfPanel({ site }: { site: SiteDetail }) {
  const { t, speak } = useRiskWords();
  const vocabulary = useRiskVocabulary();
  const [supposed, setSupposed] = useState(NOTHING);
  const set = (change: Partial<Supposition>) => {
    setSupposed((before) => ({ ...before, ...change }));
  };
  const open = openHazards(site.hazards);
  const ids = open.flatMap(({ record: { id } }) => (id === null ? [] : [id]));
  const all = ids.length > 0 && ids.every((id) => supposed.rectify.includes(id));
  return (
    <Panel title={t("suppose.title")} className="risk-suppose">
      <div className="risk-body">
        <p className="muted">{t("suppose.about")}</p>
        <fieldset className="risk-ticks">
          <legend>{t("suppose.rectify")}</legend>
          {open.length === 0 && <p className="muted">{t("suppose.no_hazards")}</p>}
          {open.length > 1 && (
            <Tick
              checked={all}
              onChange={() => {
                set({ rectify: all ? [] : ids });
              }}
            >
              <strong>{t("suppose.all")}</strong>
            </Tick>
          )}
          {open.map(({ record: { id }, text, label }) =>
            id === null ? null : (
              <Tick
                key={id}
                checked={supposed.rectify.includes(id)}
                onChange={() => {
                  set({ rectify: toggled(supposed.rectify, id) });
                }}
              >
                {text || speak(label)}
              </Tick>
            ),
          )}
        </fieldset>
        <fieldset className="risk-ticks">
          <legend>{t("suppose.done")}</legend>
          {(["inspect", "patrols"] as const).map((what) => (
            <Tick
              key={what}
              checked={supposed[what]}
              onChange={() => {
                set({ [what]: !supposed[what] });
              }}
            >
              {t(`suppose.${what}`)}
            </Tick>
          ))}
        </fieldset>
        <details>
          <summary>{t("suppose.repair")}</summary>
          <fieldset className="risk-ticks">
            <legend className="visually-hidden">{t("suppose.repair")}</legend>
            {vocabulary?.signals.map(({ code, label }) => (
              <Tick
                key={code}
                checked={supposed.repair.includes(code)}
                onChange={() => {
                  set({ repair: toggled(supposed.repair, code) });
                }}
              >
                {speak(label)}
              </Tick>
            ))}
          </fieldset>
        </details>
        {isNothing(supposed) ? (
          <p role="status" className="empty">
            {t("suppose.choose")}
          </p>
        ) : (
          <>
            <Answer site={site} supposed={supposed} />
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                setSupposed(NOTHING);
              }}
            >
              {t("suppose.clear")}
            </button>
          </>
        )}
      </div>
    </Panel>
  );
}
