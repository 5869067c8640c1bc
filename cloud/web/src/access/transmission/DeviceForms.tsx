import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { goTo } from "../../shell/useRoute";
import { deviceHref, devicesHref } from "../links";
import { blankPlace, placeDraftOf } from "../parts/place";
import { useOwner } from "../parts/useOwner";
import { useAccessWords } from "../useAccessWords";
import type { Device } from "./api";
import { DeviceForm } from "./DeviceForm";

/** Registers a device that may never have spoken yet. */
export function NewDevice() {
  const { t } = useAccessWords();
  const { busy, fault, run } = useChange();
  return (
    <Page title={t("device.new")}>
      <p className="op-note">{t("device.new_what")}</p>
      <DeviceForm
        begin={blankPlace("gb26875-generic")}
        isNew
        busy={busy}
        fault={fault}
        action={t("device.register")}
        cancel={
          <a className="button quiet" href={devicesHref()}>
            {t("form.cancel")}
          </a>
        }
        onSave={(told) => {
          run(
            () => send<Device>("POST", "/transmission-devices", told),
            ({ id }) => {
              goTo(deviceHref(id));
            },
          );
        }}
      />
    </Page>
  );
}

/** Changes a device; its address stays. */
export function EditDevice({ id }: { id: number }) {
  const { t, speak } = useAccessWords();
  const { busy, fault, run } = useChange();
  const loaded = useData<Device>(`/transmission-devices/${id}`);
  const device = loaded.data;
  const owner = useOwner(device?.organisation_id);
  return (
    <Page title={t("device.edit_one", { name: device ? speak(device.name) || device.shown_address : "" })}>
      {device && owner !== undefined ? (
        <DeviceForm
          begin={placeDraftOf(device, owner)}
          keepAlive={device.keep_alive_s}
          poll={device.poll_s}
          busy={busy}
          fault={fault}
          action={t("form.save")}
          cancel={
            <a className="button quiet" href={deviceHref(id)}>
              {t("form.cancel")}
            </a>
          }
          onSave={(told) => {
            run(
              () => send<Device>("PUT", `/transmission-devices/${id}`, told),
              () => {
                goTo(deviceHref(id));
              },
            );
          }}
        />
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}
