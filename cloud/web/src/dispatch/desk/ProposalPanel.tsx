import { useEffect, useRef, useState } from "react";

import { send } from "../../api/client";
import { FaultNote } from "../../components/FaultNote";
import { useChange } from "../../forms/useChange";
import type { Loaded } from "../../hooks/useAsked";
import { languageOf } from "../../i18n/languages";
import { Panel } from "../../operator/works/Page";
import type { IncidentDetail, PassedOver, Proposal } from "../api";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";

/** What a person has changed of a proposal. */
export interface Edit {
  leftOut: readonly number[];
  calledOut: readonly number[];
  /** Sent although nobody proposed them. */
  added: readonly PassedOver[];
}

export const UNEDITED: Edit = { leftOut: [], calledOut: [], added: [] };

/** The address of a proposal as it is edited. */
export function proposalPath(incident: number, { leftOut, calledOut }: Edit): string {
  const search = new URLSearchParams([
    ...leftOut.map((id) => ["left_out", String(id)]),
    ...calledOut.map((id) => ["called_out", String(id)]),
  ]).toString();
  return `/incidents/${incident}/proposal${search ? `?${search}` : ""}`;
}

interface Props {
  incident: IncidentDetail;
  loaded: Loaded<Proposal>;
  edit: Edit;
  onEdit: (edit: Edit) => void;
  onSent: (incident: IncidentDetail) => void;
  /** The call has just been taken: the next Enter orders. */
  eager: boolean;
}

function UnitHead({ why }: { why: string }) {
  const { t } = useDispatchWords();
  return (
    <thead>
      <tr>
        <th scope="col">{t("unit")}</th>
        <th scope="col" className="num">
          {t("proposal.arrival")}
        </th>
        <th scope="col">{why}</th>
        <th scope="col">
          <span className="visually-hidden">{t("proposal.change")}</span>
        </th>
      </tr>
    </thead>
  );
}

/** Why each nearer unit is not sent, and what can be done about it. */
function PassedTable({ rows, edit, onEdit }: { rows: readonly PassedOver[]; edit: Edit; onEdit: (edit: Edit) => void }) {
  const { t, speak, taking } = useDispatchWords();
  const { board } = useDispatch();
  if (rows.length === 0) return null;
  return (
    <details className="dp-passed" open>
      <summary>{t("proposal.passed", { count: rows.length })}</summary>
      <table className="dp-table">
        <caption className="visually-hidden">{t("proposal.passed", { count: rows.length })}</caption>
        <UnitHead why={t("proposal.why_not")} />
        <tbody>
          {rows.map((row) => {
            const resting = board.units.get(row.id)?.state === "resting";
            const ready = board.units.get(row.id)?.ready === true;
            return (
              <tr key={row.id}>
                <th scope="row">
                  {row.name} <span className="muted">{row.station}</span>
                </th>
                <td className="num">{taking(row.arrival_s, null)}</td>
                <td>{speak(row.why)}</td>
                <td>
                  {edit.leftOut.includes(row.id) ? (
                    <button
                      type="button"
                      className="button quiet"
                      onClick={() => {
                        onEdit({ ...edit, leftOut: edit.leftOut.filter((id) => id !== row.id) });
                      }}
                    >
                      {t("proposal.take_back")}
                    </button>
                  ) : (
                    (resting || ready) && (
                      <button
                        type="button"
                        className="button quiet"
                        aria-label={t("proposal.add_named", { name: row.name })}
                        onClick={() => {
                          if (resting) onEdit({ ...edit, calledOut: [...edit.calledOut, row.id] });
                          else onEdit({ ...edit, added: [...edit.added, row] });
                        }}
                      >
                        {t(resting ? "proposal.call_out" : "proposal.add")}
                      </button>
                    )
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

/** Who should be sent, when they are there and why; it is edited, and ordered by one key. */
export function ProposalPanel({ incident, loaded, edit, onEdit, onSent, eager }: Props) {
  const { t, speak, taking, number, language } = useDispatchWords();
  const { board, cut, vocabulary } = useDispatch();
  const { busy, fault, run } = useChange();
  const [moved, setMoved] = useState(false);
  const order = useRef<HTMLButtonElement>(null);
  const proposal = loaded.data;
  const there = proposal !== null;
  useEffect(() => {
    if (eager && there) order.current?.focus();
  }, [eager, there]);

  if (loaded.fault?.status === 409) {
    const told = loaded.fault.fault;
    return (
      <Panel title={t("proposal.title")}>
        <p className="dp-line" data-testid="no-proposal">
          {told ? speak({ zh: told.message_zh, en: told.message_en }) : ""}
        </p>
      </Panel>
    );
  }
  const added = edit.added.filter(({ id }) => board.units.get(id)?.ready === true);
  const send_ = () => {
    if (!proposal) return;
    setMoved(false);
    const seen =
      added.length === 0
        ? null
        : [
            ...proposal.units.map(({ id, version }) => ({ id, version })),
            ...added.map(({ id }) => ({ id, version: board.units.get(id)?.version ?? 0 })),
          ];
    run(
      () =>
        send<IncidentDetail>("POST", `/incidents/${incident.id}/orders`, { units: seen }).catch((reason: unknown) => {
          // A unit has moved: what is proposed now is another thing.
          setMoved(true);
          loaded.again();
          throw reason;
        }),
      (sent) => {
        onEdit(UNEDITED);
        onSent(sent);
      },
    );
  };
  const short = Object.entries(proposal?.short ?? {}).map(([name, amount]) => {
    const capability = vocabulary?.capabilities[name];
    if (!capability) return `${name} ${amount}`;
    // English names count by themselves where they have no unit.
    const unit = languageOf(language).chinese ? capability.unit.zh : capability.unit.en;
    return [speak(capability.name), number(amount), unit].filter(Boolean).join(" ");
  });
  return (
    <Panel
      title={t("proposal.title")}
      className="dp-proposal"
      tools={
        proposal && (
          <button
            ref={order}
            type="button"
            className="button strong dp-order"
            data-testid="order"
            disabled={busy || cut !== null || proposal.units.length + added.length === 0}
            onClick={send_}
          >
            {t("proposal.order", { count: proposal.units.length + added.length })} <kbd>O</kbd>
          </button>
        )
      }
    >
      {fault && <FaultNote fault={fault} />}
      {moved && <p className="dp-line">{t("proposal.moved")}</p>}
      {!proposal && !loaded.fault && (
        <p role="status" className="empty">
          {t("proposal.reckoning")}
        </p>
      )}
      {loaded.fault && <FaultNote fault={loaded.fault} again={loaded.again} trying={loaded.trying} />}
      {proposal && (
        <>
          <p className="dp-line">
            <strong>{speak(proposal.needs_words)}</strong> <span className="muted">{proposal.cards.join("、")}</span>
          </p>
          <table className="dp-table" data-testid="proposed">
            <caption className="visually-hidden">{t("proposal.title")}</caption>
            <UnitHead why={t("proposal.why")} />
            <tbody>
              {proposal.units.map((unit) => (
                <tr key={unit.id} data-unit={unit.id}>
                  <th scope="row">
                    {unit.name} <span className="muted">{unit.station}</span>
                  </th>
                  <td className="num">{taking(unit.arrival_s, unit.error_s)}</td>
                  <td>{speak(unit.why)}</td>
                  <td>
                    <button
                      type="button"
                      className="button quiet"
                      aria-label={t("proposal.leave_named", { name: unit.name })}
                      onClick={() => {
                        onEdit({
                          ...edit,
                          leftOut: [...edit.leftOut, unit.id],
                          calledOut: edit.calledOut.filter((id) => id !== unit.id),
                        });
                      }}
                    >
                      {t("proposal.leave")}
                    </button>
                  </td>
                </tr>
              ))}
              {added.map((unit) => (
                <tr key={unit.id} data-unit={unit.id}>
                  <th scope="row">
                    {unit.name} <span className="muted">{unit.station}</span>
                  </th>
                  <td className="num">{taking(unit.arrival_s, null)}</td>
                  <td>{t("proposal.by_hand")}</td>
                  <td>
                    <button
                      type="button"
                      className="button quiet"
                      onClick={() => {
                        onEdit({ ...edit, added: edit.added.filter(({ id }) => id !== unit.id) });
                      }}
                    >
                      {t("proposal.leave")}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <ul className="dp-notes">
            <li>{t(proposal.estimated || proposal.units.some(({ error_s }) => error_s !== null) ? "proposal.by_curve" : "proposal.by_roads")}</li>
            <li>{proposal.proven ? t("proposal.proven") : t("proposal.gap", { gap: Math.round(proposal.gap * 100) })}</li>
            {short.length > 0 && <li data-bad>{t("proposal.short", { what: short.join("、") })}</li>}
            {proposal.bare.length > 0 && <li data-bad>{t("proposal.bare", { names: proposal.bare.join("、") })}</li>}
          </ul>
          <PassedTable
            rows={proposal.passed_over.filter(({ id }) => !added.some((each) => each.id === id))}
            edit={edit}
            onEdit={onEdit}
          />
        </>
      )}
    </Panel>
  );
}
