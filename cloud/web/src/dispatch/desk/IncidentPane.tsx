import { useEffect, useRef, useState } from "react";

import { fetchVocabulary } from "../../api/client";
import type { Cause } from "../../api/types";
import { useChange } from "../../forms/useChange";
import { useAsked } from "../../hooks/useAsked";
import { useNow } from "../../hooks/useNow";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { useMay, useMe } from "../../shell/useMe";
import type { IncidentDetail, Proposal } from "../api";
import { isOpen } from "../board";
import { GradeMark } from "../IncidentMark";
import { incidentHref, openWindow } from "../links";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { act } from "./acting";
import { AutomaticBar } from "./AutomaticBar";
import { OrderTable } from "./OrderTable";
import { PlanPanel } from "./PlanPanel";
import { ProposalPanel, proposalPath, UNEDITED, type Edit } from "./ProposalPanel";
import { QuestionFields, type Answers } from "./QuestionFields";
import { ReportList } from "./ReportList";
import { CloseForm, GradeForm, RolePanel, TimelinePanel } from "./Steps";

interface Props {
  number: number;
  /** It has just been taken: the next Enter orders. */
  eager: boolean;
  onProposal: (proposal: Proposal | null) => void;
  /** Another incident is what is worked at now. */
  onOther: (number: number) => void;
  alone?: boolean;
}

const useCauses = (): readonly Cause[] => useAsked("causes", fetchVocabulary).data?.causes ?? [];

/** What the caller has answered since, so that type and grade follow. */
function AnswerPanel({ incident, onDone }: { incident: IncidentDetail; onDone: (told: IncidentDetail) => void }) {
  const { t } = useDispatchWords();
  const change = useChange();
  const [answers, setAnswers] = useState<Answers>({});
  if (incident.questions.length === 0) return null;
  return (
    <details className="dp-fold">
      <summary>{t("answers.title")}</summary>
      <QuestionFields questions={incident.questions} answers={answers} onChange={setAnswers} />
      <button
        type="button"
        className="button strong"
        disabled={change.busy || Object.keys(answers).length === 0}
        onClick={() => {
          act(change, incident.id, "answers", { answers }, (told) => {
            setAnswers({});
            onDone(told);
          });
        }}
      >
        {t("answers.save")}
      </button>
    </details>
  );
}

/** What is known of the place, and whom to call. */
function Site({ incident }: { incident: IncidentDetail }) {
  const { t, number } = useDispatchWords();
  const [plan, setPlan] = useState(false);
  const { site } = incident;
  if (!site) return null;
  const facts = [
    site.use,
    site.storeys !== null && t("site.storeys", { count: site.storeys }),
    site.storeys_below !== null && site.storeys_below > 0 && t("site.below", { count: site.storeys_below }),
    site.height_m !== null && t("site.height", { height: number(site.height_m) }),
  ].filter(Boolean);
  return (
    <Panel title={t("site.title")}>
      <p className="dp-line">
        <strong>{[site.organisation, site.building].filter(Boolean).join(" · ")}</strong> {facts.join(" · ")}
      </p>
      {site.keyholders.length > 0 && (
        <ul className="dp-lines" aria-label={t("site.keyholders")}>
          {site.keyholders.map((each) => (
            <li key={`${each.name}${each.phone}`}>
              {each.duty} {each.name} <a href={`tel:${each.phone}`}>{each.phone}</a>
            </li>
          ))}
        </ul>
      )}
      {incident.building_id !== null && incident.organisation_id !== null && (
        <details
          className="dp-fold"
          onToggle={(event) => {
            setPlan(event.currentTarget.open);
          }}
        >
          <summary>{t("plan.title")}</summary>
          {plan && <PlanPanel building={incident.building_id} organisation={incident.organisation_id} />}
        </details>
      )}
    </Panel>
  );
}

/** One incident, whole: what it is, who should be sent, who is, and everything that was said and done. */
export function IncidentPane({ number, eager, onProposal, onOther, alone = false }: Props) {
  const { t, speak, watch, stamp } = useDispatchWords();
  const { board, take, offset } = useDispatch();
  const may = useMay("dispatch");
  const me = useMe();
  const causes = useCauses();
  const now = useNow(offset);
  const loaded = useData<IncidentDetail>(`/incidents/${number}`);
  const [told, setTold] = useState<IncidentDetail | null>(null);
  const [edit, setEdit] = useState<Edit>(UNEDITED);
  const hold = useChange();
  const held = loaded.data;
  const incident = told && (!held || told.version >= held.version) ? told : held;
  const live = board.incidents.get(number);
  const open = incident !== null && isOpen(incident);
  const proposal = useData<Proposal>(may && open && incident.latitude !== null ? proposalPath(number, edit) : null);

  // The stream says that it has moved on: all of it is asked for anew, and what should be sent with it.
  const version = live?.version ?? 0;
  const seen = useRef(version);
  const { again } = loaded;
  const { again: proposeAgain } = proposal;
  useEffect(() => {
    if (version === seen.current) return;
    seen.current = version;
    again();
    proposeAgain();
  }, [version, again, proposeAgain]);
  const shown = proposal.data;
  useEffect(() => {
    onProposal(shown);
  }, [shown, onProposal]);

  const done = (next: IncidentDetail) => {
    take(next);
    if (next.id === number) {
      setTold(next);
      again();
      proposeAgain();
    }
  };
  if (!incident) return <State loaded={loaded} />;
  const elapsed = (incident.closed_at ?? now) - incident.opened_at;
  return (
    <article className="dp-incident" data-testid="incident" data-incident={incident.id} data-state={incident.state}>
      <header className="dp-head">
        <GradeMark incident={live ?? incident} />
        {alone ? (
          <h1>{t("incident.title", { number: incident.id, place: incident.place })}</h1>
        ) : (
          <h2>{t("incident.title", { number: incident.id, place: incident.place })}</h2>
        )}
        <p>
          {[speak(incident.type_name), incident.floor, speak(incident.state_name)].filter(Boolean).join(" · ")} ·{" "}
          {t("incident.opened", { time: stamp(incident.opened_at) })} · <span className="num">{watch(elapsed / 1000)}</span>
        </p>
        <div className="dp-row">
          {may && open && incident.held_by !== me?.name && (
            <button
              type="button"
              className="button"
              disabled={hold.busy}
              data-testid="hold"
              onClick={() => {
                act(hold, incident.id, "take", { note: "" }, done);
              }}
            >
              {t(incident.held_by === null ? "incident.take" : "incident.hand_over")}
            </button>
          )}
          <span className="muted" data-testid="held-by">
            {incident.held_by === null ? t("incident.unheld") : t("incident.held", { name: incident.held_by })}
          </span>
          <a className="button quiet" href={`./api/v1/incidents/${incident.id}/report.pdf`} target="_blank" rel="noreferrer">
            {t("incident.report")}
          </a>
          {!alone && (
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                openWindow(incidentHref(incident.id));
              }}
            >
              {t("window")}
            </button>
          )}
        </div>
      </header>
      {incident.merged_into !== null && (
        <p className="dp-line">
          <a href={incidentHref(incident.merged_into)}>{t("incident.merged", { number: incident.merged_into })}</a>
        </p>
      )}
      {incident.latitude === null && <p className="dp-line" data-bad>{t("incident.no_place")}</p>}
      {may && open && <AutomaticBar incident={incident} onDone={done} />}
      {may && open && incident.latitude !== null && (
        <ProposalPanel incident={incident} loaded={proposal} edit={edit} onEdit={setEdit} onSent={done} eager={eager} />
      )}
      <OrderTable incident={incident} onDone={done} />
      {may && open && (
        <Panel title={t("steps.title")}>
          <div className="dp-folds">
            <GradeForm incident={incident} onDone={done} />
            <AnswerPanel incident={incident} onDone={done} />
            <CloseForm incident={incident} causes={causes} onDone={done} />
          </div>
        </Panel>
      )}
      <Site incident={incident} />
      <ReportList
        incident={incident}
        onDone={done}
        onOther={(other) => {
          take(other);
          again();
          onOther(other.id);
        }}
      />
      <RolePanel incident={incident} onDone={done} />
      <TimelinePanel incident={incident} onDone={done} />
    </article>
  );
}
