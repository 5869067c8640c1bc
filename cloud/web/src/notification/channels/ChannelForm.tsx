import { useState } from "react";

import type { ApiError } from "../../api/client";
import { Enabled } from "../../access/parts/Enabled";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { ScopePicker } from "../../pickers/ScopePicker";
import { KINDS, type Channel, type Kind } from "../api";
import { beginOf, formOf, shownFields, type Field, type Told } from "../fields";
import { channelHref, channelsHref } from "../links";
import { useNotificationWords } from "../useNotificationWords";

function OneField({ field, told, set, held }: { field: Field; told: Told; set: (value: string | boolean) => void; held: boolean }) {
  const { t } = useNotificationWords();
  const { name, as, options = [], required = false } = field;
  const label = t(`field.${name}`);
  const value = told[name];
  if (as === "flag") return <Enabled label={label} value={value === true} onChange={set} />;
  if (as === "choice") {
    return (
      <SelectField label={label} value={String(value ?? "")} onChange={set}>
        {options.map((each) => (
          <option key={each} value={each}>
            {t(`option.${each as "http"}`)}
          </option>
        ))}
      </SelectField>
    );
  }
  if (as === "secret") {
    return (
      <TextField
        label={label}
        type={name === "url" ? "url" : "password"}
        autoComplete="new-password"
        required={required && !held}
        maxLength={1024}
        className="code"
        value={String(value ?? "")}
        placeholder={t(held ? "form.kept" : "form.secret_hint")}
        onChange={set}
      />
    );
  }
  return (
    <TextField
      label={label}
      type={as === "number" ? "number" : "text"}
      required={required}
      maxLength={256}
      value={String(value ?? "")}
      onChange={set}
    />
  );
}

interface Props {
  channel: Channel | null;
  busy: boolean;
  fault: ApiError | null;
  onSave: (told: object) => void;
}

/** A channel by its kind: the fields that this kind declares, and whose it is. Secrets are written, never shown. */
export function ChannelForm({ channel, busy, fault, onSave }: Props) {
  const { t } = useNotificationWords();
  const [kind, setKind] = useState<Kind>(channel?.kind ?? "email");
  const [name, setName] = useState(channel?.name ?? "");
  const [told, setTold] = useState<Told>(() => beginOf(channel?.kind ?? "email", channel?.form));
  const [pace, setPace] = useState(channel ? String(channel.per_minute) : "");
  const [areas, setAreas] = useState<readonly string[]>(channel?.areas ?? []);
  const [organisations, setOrganisations] = useState<readonly number[]>(channel?.organisations ?? []);
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const scoped = areas.length > 0 || organisations.length > 0;
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        onSave({
          name: name.trim(),
          form: formOf(kind, told),
          per_minute: Number(pace) || null,
          areas,
          organisations,
          enabled,
          version: channel?.version ?? null,
        });
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy || !scoped}>
            {t("form.save")}
          </button>
          <a className="button quiet" href={channel ? channelHref(channel.id) : channelsHref()}>
            {t("form.cancel")}
          </a>
        </>
      }
    >
      <SelectField
        label={t("channel.kind")}
        value={kind}
        disabled={channel !== null}
        onChange={(chosen) => {
          setKind(chosen as Kind);
          setTold(beginOf(chosen as Kind));
        }}
      >
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`kind.${each}`)}
          </option>
        ))}
      </SelectField>
      <TextField label={t("channel.name")} required maxLength={128} value={name} onChange={setName} />
      <p className="muted wide">{t(`about.${kind}`)}</p>
      {shownFields(kind, told).map((field) => (
        <OneField
          key={`${kind}/${field.name}`}
          field={field}
          told={told}
          held={channel?.secrets.includes(field.name) ?? false}
          set={(value) => {
            setTold((before) => ({ ...before, [field.name]: value }));
          }}
        />
      ))}
      <TextField label={t("channel.per_minute")} type="number" min={1} max={6000} value={pace} placeholder={t("channel.usual")} onChange={setPace} />
      <ScopePicker areas={areas} organisations={organisations} onAreas={setAreas} onOrganisations={setOrganisations} />
      <Enabled label={t("form.enabled")} value={enabled} onChange={setEnabled} />
      {!scoped && <p className="muted wide">{t("form.scope_needed")}</p>}
    </Form>
  );
}
