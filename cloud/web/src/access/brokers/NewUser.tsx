import { useState } from "react";

import { send } from "../../api/client";
import { SecretDialog } from "../../components/SecretDialog";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { CountyField } from "../../pickers/CountyField";
import { Enabled } from "../parts/Enabled";
import { useAccessWords } from "../useAccessWords";
import { ROLES, userBody, type MadeUser, type Role } from "./api";

/** Makes a user, or gives one a new password; the password is told once. */
export function NewUser({ onMade }: { onMade: () => void }) {
  const { t } = useAccessWords();
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<Role>("detector-bridge");
  const [area, setArea] = useState("");
  const [password, setPassword] = useState(true);
  const [made, setMade] = useState<MadeUser | null>(null);
  const { busy, fault, run } = useChange();
  // One that shows a certificate has no password to tell.
  const without = made?.password === null ? made.username : null;
  return (
    <>
      <Form
        fault={fault}
        onSubmit={() => {
          run(
            () => send<MadeUser>("POST", "/brokers/users", userBody(username, role, area, password)),
            (told) => {
              setMade(told);
              setUsername("");
              onMade();
            },
          );
        }}
        buttons={
          <button type="submit" className="button strong" disabled={busy}>
            {t("broker.make")}
          </button>
        }
      >
        <TextField
          label={t("broker.username")}
          required
          maxLength={64}
          pattern="[A-Za-z0-9][A-Za-z0-9_.\-]*"
          autoComplete="off"
          value={username}
          onChange={setUsername}
        />
        <SelectField
          label={t("broker.role")}
          value={role}
          onChange={(told) => {
            setRole(told as Role);
          }}
        >
          {ROLES.map((each) => (
            <option key={each} value={each}>
              {t(`role.${each}`)}
            </option>
          ))}
        </SelectField>
        {role === "gateway" && <CountyField value={area} onChange={setArea} />}
        <Enabled label={t("broker.with_password")} value={password} onChange={setPassword} />
        <p className="muted wide">{t("broker.again_note")}</p>
      </Form>
      <p role="status" className={without === null ? "visually-hidden" : "ex-done"}>
        {without === null ? "" : t("broker.made", { username: without })}
      </p>
      {made?.password != null && (
        <SecretDialog
          title={t("broker.password_of", { username: made.username })}
          what={t("broker.password_what")}
          secret={made.password}
          onClose={() => {
            setMade(null);
          }}
        />
      )}
    </>
  );
}
