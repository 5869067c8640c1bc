import { useState } from "react";

import { gatewayHref, organisationHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Moment } from "../../operator/works/Moment";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { OrganisationName } from "../../pickers/OrganisationName";
import { useMay } from "../../shell/useMe";
import { formatNumber } from "../../time/format";
import { devicesHref, editDeviceHref } from "../links";
import { useAccessWords } from "../useAccessWords";
import type { Device } from "./api";
import { AskPanel } from "./AskPanel";
import { LinkOf } from "./LinkOf";
import { Requests } from "./Requests";

/** A clock that is off by more than this is a fault (GB/T 26875.3 asks for seconds; half a minute is for sure). */
const CLOCK_BAD_MS = 30_000;

function useFacts(device: Device): Fact[] {
  const { t, language, speak } = useAccessWords();
  const offset = device.clock_offset_ms;
  return [
    { name: t("device.link"), value: <LinkOf device={device} />, bad: device.enabled && !device.connected },
    { name: t("device.last_heard"), value: <Moment at={device.last_heard} /> },
    {
      name: t("device.from"),
      value: device.last_host ? `${device.last_host} ${device.last_transport ?? ""}` : "–",
    },
    { name: t("device.address"), value: <span className="code">{device.shown_address}</span> },
    { name: t("device.wire_address"), value: <span className="code">{device.address}</span> },
    {
      name: t("device.clock_offset"),
      value: offset === null ? "–" : `${formatNumber(offset, language, 0)} ms`,
      bad: offset !== null && Math.abs(offset) > CLOCK_BAD_MS,
    },
    {
      name: t("device.organisation"),
      value:
        device.organisation_id === null ? (
          t("place.nobody")
        ) : (
          <a href={organisationHref(device.organisation_id)}>
            <OrganisationName id={device.organisation_id} />
          </a>
        ),
    },
    { name: t("device.place"), value: speak(device.place) || "–" },
    { name: t("place.profile"), value: <span className="code">{device.profile}</span> },
    { name: t("device.edition"), value: device.edition },
    { name: t("device.keep_alive"), value: formatNumber(device.keep_alive_s, language, 0) },
    {
      name: t("device.poll"),
      value: device.poll_s === null ? t("device.poll_hint") : formatNumber(device.poll_s, language, 0),
    },
    {
      name: t("device.gateway"),
      value: (
        <a className="code" href={gatewayHref(device.gateway)}>
          {device.gateway}
        </a>
      ),
    },
  ];
}

function Detail({ device, again }: { device: Device; again: () => void }) {
  const { t } = useAccessWords();
  const facts = useFacts(device);
  const mayAsk = useMay("command-devices");
  const [turn, setTurn] = useState(0);
  return (
    <>
      <Facts facts={facts} />
      {mayAsk && (
        <AskPanel
          device={device}
          onAsked={() => {
            setTurn((before) => before + 1);
            again();
          }}
        />
      )}
      <Panel title={t("request.history")}>
        <Requests key={turn} device={device.id} />
      </Panel>
    </>
  );
}

/** One device: how it stands, what can be asked of it, and what was. */
export function DevicePage({ id }: { id: number }) {
  const { t, speak } = useAccessWords();
  const mayEdit = useMay("edit-registry");
  const loaded = useData<Device>(`/transmission-devices/${id}`, {}, 10_000);
  const device = loaded.data;
  return (
    <Page
      title={device ? speak(device.name) || device.shown_address : t("device.one")}
      tools={
        <>
          {mayEdit && (
            <a className="button" href={editDeviceHref(id)}>
              {t("form.edit")}
            </a>
          )}
          <a className="button quiet" href={devicesHref()}>
            {t("device.back")}
          </a>
        </>
      }
    >
      {device ? <Detail device={device} again={loaded.again} /> : <State loaded={loaded} />}
    </Page>
  );
}
