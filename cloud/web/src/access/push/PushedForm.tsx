import { useState } from "react";

import type { ApiError } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { Enabled } from "../parts/Enabled";
import { placeBody, type PlaceDraft } from "../parts/place";
import { PlaceFields } from "../parts/PlaceFields";
import { useAccessWords } from "../useAccessWords";
import { useProfiles } from "../useProfiles";
import type { Integration } from "./api";

interface Props {
  integration: Integration;
  begin: PlaceDraft;
  /** Of one that is known already; null: it is to be typed. */
  identity: string | null;
  /** Its area stays once it is registered. */
  registered?: boolean;
  busy: boolean;
  fault: ApiError | null;
  action: string;
  onSave: (told: object) => void;
  onCancel: () => void;
}

/** A device behind a platform: who it is, how it is read, whose it is and where it stands. */
export function PushedForm({ integration, begin, identity, registered = false, ...props }: Props) {
  const { t } = useAccessWords();
  const own = useProfiles("json_device");
  const transparent = useProfiles("uitd");
  const [draft, setDraft] = useState(begin);
  const [typed, setTyped] = useState("");
  const { busy, fault, action, onSave, onCancel } = props;
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        onSave({ ...placeBody(draft), ...(identity === null ? { identity: typed.trim() } : {}) });
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {action}
          </button>
          <button type="button" className="button quiet" onClick={onCancel}>
            {t("form.cancel")}
          </button>
        </>
      }
    >
      {identity === null && (
        <TextField
          label={t("pushed.identity")}
          required
          maxLength={64}
          className="code"
          placeholder="860000000000001"
          value={typed}
          onChange={setTyped}
        />
      )}
      <PlaceFields
        draft={draft}
        profiles={[...own, ...transparent]}
        fixedArea={registered}
        {...(integration.default_profile
          ? { noProfile: t("pushed.default_profile", { profile: integration.default_profile }) }
          : {})}
        onChange={(part) => {
          setDraft((held) => ({ ...held, ...part }));
        }}
      />
      <Enabled
        label={t("pushed.enabled")}
        value={draft.enabled}
        onChange={(enabled) => {
          setDraft((held) => ({ ...held, enabled }));
        }}
      />
    </Form>
  );
}
