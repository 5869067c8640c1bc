import { useState } from "react";

import type { ApiError } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { CountyField } from "../../pickers/CountyField";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import { Enabled } from "../parts/Enabled";
import { useAccessWords } from "../useAccessWords";
import { useProfiles } from "../useProfiles";
import { KINDS, overMqtt, type IntegrationDraft, type Kind } from "./api";

export const BLANK: IntegrationDraft = {
  name: "",
  kind: "ctwing",
  area: "",
  organisation: null,
  profile: "",
  secret: "",
  key: "",
  host: "",
  port: "8883",
  username: "",
  tlsCa: "",
  enabled: true,
};

interface Props {
  begin: IntegrationDraft;
  owner: Found | null;
  isNew?: boolean;
  busy: boolean;
  fault: ApiError | null;
  action: string;
  back: string;
  onSave: (draft: IntegrationDraft) => void;
}

/** A platform: what it is, how it proves itself, whom its devices belong to. */
export function IntegrationForm({ begin, owner, isNew = false, busy, fault, action, back, onSave }: Props) {
  const { t, speak } = useAccessWords();
  const own = useProfiles("json_device");
  const transparent = useProfiles("uitd");
  const [draft, setDraft] = useState(begin);
  const [whose, setWhose] = useState(owner);
  const set = (part: Partial<IntegrationDraft>) => {
    setDraft((held) => ({ ...held, ...part }));
  };
  const mqtt = overMqtt(draft.kind);
  const text = (
    field: "name" | "secret" | "key" | "host" | "port" | "username" | "tlsCa",
    more: Partial<React.ComponentProps<typeof TextField>> = {},
  ) => (
    <TextField
      label={t(`push.${field}`)}
      value={draft[field]}
      autoComplete="off"
      onChange={(told) => {
        set({ [field]: told });
      }}
      {...more}
    />
  );
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        onSave({ ...draft, area: whose?.area ?? draft.area, organisation: whose ? Number(whose.id) : null });
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {action}
          </button>
          <a className="button quiet" href={back}>
            {t("form.cancel")}
          </a>
        </>
      }
    >
      {isNew && (
        <>
          {text("name", {
            label: t("push.name_in_address"),
            required: true, pattern: "[a-z0-9][a-z0-9\\-]{1,47}", placeholder: "aep-hohhot" })}
          <SelectField
            label={t("push.kind")}
            value={draft.kind}
            onChange={(kind) => {
              set({ kind: kind as Kind });
            }}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`push_kind.${kind}`)}
              </option>
            ))}
          </SelectField>
        </>
      )}
      <OrganisationField label={t("place.organisation")} chosen={whose} onChange={setWhose} />
      <CountyField
        value={whose?.area ?? draft.area}
        disabled={whose !== null}
        onChange={(area) => {
          set({ area });
        }}
      />
      <SelectField
        label={t("push.profile")}
        value={draft.profile}
        onChange={(profile) => {
          set({ profile });
        }}
      >
        <option value="">{t("push.no_profile")}</option>
        {[...own, ...transparent].map((each) => (
          <option key={each.profile} value={each.profile}>
            {speak(each.label)}
          </option>
        ))}
      </SelectField>
      {mqtt && (
        <>
          {text("host", { required: true, pattern: "[A-Za-z0-9.:\\-]+", placeholder: "lns.example" })}
          {text("port", { required: true, type: "number", min: 1, max: 65535 })}
          {text("username", { maxLength: 128 })}
          {text("tlsCa", { placeholder: "lns-ca.pem", pattern: "[a-z0-9][a-z0-9.\\-]*" })}
        </>
      )}
      {isNew && text("secret", { minLength: 8, maxLength: 256, placeholder: t("push.secret_hint") })}
      {isNew && draft.kind === "onenet" && text("key", { minLength: 16, maxLength: 64 })}
      <Enabled
        label={t("push.enabled")}
        value={draft.enabled}
        onChange={(enabled) => {
          set({ enabled });
        }}
      />
    </Form>
  );
}
