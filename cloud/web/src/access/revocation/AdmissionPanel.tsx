import { useState } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { useMay } from "../../shell/useMe";
import { freshCodeHref } from "../links";
import { ReasonDialog } from "../parts/ReasonDialog";
import { useAccessWords } from "../useAccessWords";
import type { GatewayRevoked, ShutOutList } from "./api";

/** Whether a gateway is shut out, and what shutting it out has just taken with it. */
export function useAdmission(gateway: string) {
  const loaded = useData<ShutOutList>("/revoked-gateways", { gateway });
  const [done, setDone] = useState<GatewayRevoked | null>(null);
  return { loaded, done, setDone, shut: loaded.data?.items[0] };
}

interface Props {
  gateway: string;
  area: string;
  organisation: number | null;
  admission: ReturnType<typeof useAdmission>;
  /** What hangs on it has changed: its certificates are to be asked for anew. */
  onChange: () => void;
}

/** Whether a gateway is let in; the way to shut it out, and the way back. */
export function AdmissionPanel({ gateway, area, organisation, admission, onChange }: Props) {
  const { t, number, moment } = useAccessWords();
  const mayRevoke = useMay("revoke");
  const mayEnrol = useMay("enrol");
  const [asking, setAsking] = useState(false);
  const { busy, fault, run } = useChange();
  const { loaded, done, setDone, shut } = admission;
  return (
    <Panel title={t("admission.title")}>
      <div className="ac-body">
        <p role="status" className={done ? "ex-done" : "visually-hidden"}>
          {done &&
            t("admission.done", {
              certificates: number(done.certificates.length),
              codes: number(done.codes.length),
            })}
        </p>
        {!loaded.data && <State loaded={loaded} />}
        {shut && (
          <div className="ac-shut">
            <p>
              <strong>{t("admission.shut", { who: shut.by, at: moment(shut.at) })}</strong>{" "}
              {t("admission.because", { reason: shut.reason })}
            </p>
            <p>{t("admission.refused")}</p>
            {mayEnrol && (
              <>
                <p>{t("admission.way_back")}</p>
                <a className="button" href={freshCodeHref(gateway, area, organisation)}>
                  {t("admission.let_in")}
                </a>
              </>
            )}
          </div>
        )}
        {loaded.data && !shut && (
          <>
            <p>{t("admission.open")}</p>
            {mayRevoke && (
              <button
                type="button"
                className="button"
                onClick={() => {
                  setAsking(true);
                }}
              >
                {t("admission.shut_out")}
              </button>
            )}
          </>
        )}
      </div>
      {asking && (
        <ReasonDialog
          title={t("admission.shut_out_one", { gateway })}
          effects={[
            t("admission.effect_certificates"),
            t("admission.effect_messages"),
            t("admission.effect_kept"),
            t("admission.effect_back"),
          ]}
          action={t("admission.shut_out")}
          busy={busy}
          fault={fault}
          onClose={() => {
            setAsking(false);
          }}
          onConfirm={(reason) => {
            run(
              () => send<GatewayRevoked>("POST", `/gateways/${encodeURIComponent(gateway)}/revoke`, { reason }),
              (told) => {
                setAsking(false);
                setDone(told);
                loaded.again();
                onChange();
              },
            );
          }}
        />
      )}
    </Panel>
  );
}
