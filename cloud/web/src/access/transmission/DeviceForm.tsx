import { useState, type ReactNode } from "react";

import type { ApiError } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { Enabled } from "../parts/Enabled";
import { placeBody, type PlaceDraft } from "../parts/place";
import { PlaceFields } from "../parts/PlaceFields";
import { useAccessWords } from "../useAccessWords";
import { useProfiles } from "../useProfiles";

interface Props {
  begin: PlaceDraft;
  keepAlive?: number;
  poll?: number | null;
  /** A new one is told its address; of one that spoke or is registered it is known. */
  isNew?: boolean;
  /** The address by every habit, of one that spoke. */
  readings?: Readonly<Record<string, string>>;
  busy: boolean;
  fault: ApiError | null;
  action: string;
  cancel: ReactNode;
  onSave: (told: object) => void;
}

/** A transmission device: its address, how it is read, whose it is and where it stands. */
export function DeviceForm({ begin, keepAlive = 90, poll = null, isNew = false, ...props }: Props) {
  const { t } = useAccessWords();
  const profiles = useProfiles("uitd");
  const [draft, setDraft] = useState(begin);
  const [address, setAddress] = useState("");
  const [host, setHost] = useState("");
  const [silence, setSilence] = useState(String(keepAlive));
  const [every, setEvery] = useState(poll === null ? "" : String(poll));
  const { readings, busy, fault, action, cancel, onSave } = props;
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        onSave({
          ...placeBody(draft),
          keep_alive_s: Number(silence),
          poll_s: every === "" ? null : Number(every),
          ...(isNew ? { address: address.trim(), host: host.trim() } : {}),
        });
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {action}
          </button>
          {cancel}
        </>
      }
    >
      {isNew && (
        <>
          <TextField
            label={t("device.address")}
            required
            maxLength={32}
            className="code"
            value={address}
            placeholder={t("device.address_hint")}
            onChange={setAddress}
          />
          <TextField
            label={t("device.host")}
            maxLength={64}
            pattern="[0-9A-Fa-f.:]*"
            className="code"
            value={host}
            placeholder={t("device.host_hint")}
            onChange={setHost}
          />
        </>
      )}
      <PlaceFields
        draft={draft}
        profiles={profiles}
        {...(readings ? { readingOf: ({ device_address }) => readings[device_address ?? ""] } : {})}
        onChange={(part) => {
          setDraft((held) => ({ ...held, ...part }));
        }}
      />
      <TextField
        label={t("device.keep_alive")}
        type="number"
        required
        min={5}
        max={100}
        value={silence}
        onChange={setSilence}
      />
      <TextField
        label={t("device.poll")}
        type="number"
        min={10}
        max={7200}
        value={every}
        placeholder={t("device.poll_hint")}
        onChange={setEvery}
      />
      <Enabled
        label={t("device.enabled")}
        value={draft.enabled}
        onChange={(enabled) => {
          setDraft((held) => ({ ...held, enabled }));
        }}
      />
    </Form>
  );
}
