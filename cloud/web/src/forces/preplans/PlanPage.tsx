import { useState } from "react";

import { send } from "../../api/client";
import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { useChange } from "../../forms/useChange";
import { organisationHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, FaultOf, State } from "../../operator/works/State";
import { Table } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import type { Listed, Plan, PlanBrief } from "../api";
import { editHref, forcesHref, newHref } from "../links";
import { useBooks, useForceWords } from "../useForceWords";
import { Drawings } from "./Drawings";
import { standingOf } from "./standing";
import { usePlanColumns } from "./usePlanColumns";

function Versions({ plan }: { plan: Plan }) {
  const { t } = useForceWords();
  const columns = usePlanColumns().filter(({ key }) => key !== "building");
  // What has been put in force meanwhile is told anew.
  const key = { building: plan.building_id, limit: 500 };
  const loaded = useData<Listed<PlanBrief>>("/preplans", key);
  const rows = [...(loaded.data?.items ?? [])].reverse();
  return (
    <Panel title={t("plan.versions")}>
      {rows.length > 0 ? (
        <Table caption={t("plan.versions")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} />
      )}
    </Panel>
  );
}

function useFacts(plan: Plan) {
  const { t, number, date, moment } = useForceWords();
  return [
    { name: t("state.state"), value: t(`plan.${standingOf(plan)}`) },
    { name: t("plan.version"), value: number(plan.version) },
    { name: t("plan.building"), value: plan.building },
    { name: t("plan.organisation"), value: <a href={organisationHref(plan.organisation_id)}>{plan.organisation}</a> },
    { name: t("plan.valid_from"), value: plan.valid_from === null ? "–" : moment(plan.valid_from) },
    ...(plan.valid_to === null ? [] : [{ name: t("plan.valid_to"), value: moment(plan.valid_to) }]),
    { name: t("plan.review_at"), value: date(plan.review_at), bad: plan.overdue },
    { name: t("plan.made_by"), value: plan.made_by },
    { name: t("plan.made_at"), value: moment(plan.made_at) },
  ];
}

function Tools({ plan, onChanged }: { plan: Plan; onChanged: () => void }) {
  const { t } = useForceWords();
  const mayEdit = useMay("edit-registry");
  const { busy, fault, run } = useChange();
  const [asking, setAsking] = useState(false);
  const draft = plan.valid_from === null;
  return (
    <>
      <div className="op-tools">
        {mayEdit && draft && (
          <>
            <button
              type="button"
              className="button strong"
              onClick={() => {
                setAsking(true);
              }}
            >
              {t("plan.put_in_force")}
            </button>
            <a className="button" href={editHref("preplans", plan.id)}>
              {t("form.edit")}
            </a>
          </>
        )}
        {mayEdit && !draft && (
          <a className="button" href={newHref("preplans", { building: plan.building_id })}>
            {t("plan.new_version")}
          </a>
        )}
        <a className="button quiet" href={`/api/v1/preplans/${plan.id}/plan.pdf`} target="_blank" rel="noopener">
          PDF
        </a>
      </div>
      {fault && <FaultNote fault={fault} />}
      {asking && (
        <ConfirmDialog
          title={t("plan.put_in_force")}
          text={t(plan.unfinished.length > 0 ? "plan.force_unfinished" : "plan.force_ask", { count: plan.unfinished.length })}
          action={t("plan.put_in_force")}
          busy={busy}
          onClose={() => {
            setAsking(false);
          }}
          onConfirm={() => {
            setAsking(false);
            run(() => send<Plan>("POST", `/preplans/${plan.id}/in-force`), onChanged);
          }}
        />
      )}
    </>
  );
}

function Detail({ plan, onChanged }: { plan: Plan; onChanged: () => void }) {
  const { t, speak } = useForceWords();
  const books = useBooks();
  const mayEdit = useMay("edit-registry");
  const facts = useFacts(plan);
  const unfinished = plan.unfinished.map((section) => {
    const name = books?.preplan_sections[section];
    return name ? speak(name) : section;
  });
  return (
    <>
      <Tools plan={plan} onChanged={onChanged} />
      <Facts facts={facts} />
      {unfinished.length > 0 && (
        <p className="op-note" data-bad data-testid="unfinished">
          {t("plan.unfinished_in", { sections: unfinished.join(" · ") })}
        </p>
      )}
      <div className="fo-sections">
        {plan.sections.map(({ section, name, text }) => (
          <Panel key={section} title={speak(name)}>
            <p className="fo-text fo-section">{text || "–"}</p>
          </Panel>
        ))}
      </div>
      <Drawings plan={plan} may={mayEdit && plan.valid_from === null} onChanged={onChanged} />
      {plan.note && <p className="op-note fo-text">{plan.note}</p>}
      <Versions key={plan.valid_from} plan={plan} />
    </>
  );
}

/** One version of a building's plan, and the others of that building. */
export function PlanPage({ id }: { id: number }) {
  const { t } = useForceWords();
  const loaded = useData<Plan>(`/preplans/${id}`);
  const plan = loaded.data;
  return (
    <Page
      title={plan?.title ?? t("nav.preplans")}
      tools={
        <a className="button quiet" href={forcesHref("preplans")}>
          {t("nav.preplans")}
        </a>
      }
    >
      {plan ? (
        <>
          <FaultOf loaded={loaded} />
          <Detail plan={plan} onChanged={loaded.again} />
        </>
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}
