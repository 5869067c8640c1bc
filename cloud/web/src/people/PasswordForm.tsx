import { useId, useState } from "react";

import { changePassword, type Me } from "./api";
import { PasswordField } from "./PasswordField";
import { SecretForm } from "./SecretForm";
import { usePeopleWords } from "./usePeopleWords";

/** The present password once, the new one twice. */
export function PasswordForm({ onDone }: { onDone: (me: Me) => void }) {
  const { t } = usePeopleWords();
  const rule = useId();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  return (
    <SecretForm
      name="password-form"
      action={t("password.submit")}
      check={() => (next === again ? null : t("password.differ"))}
      work={async () => {
        const me = await changePassword(current, next);
        setCurrent("");
        setNext("");
        setAgain("");
        onDone(me);
      }}
    >
      {(shown) => (
        <>
          <PasswordField
            label={t("password.current")}
            value={current}
            complete="current-password"
            shown={shown}
            onChange={setCurrent}
          />
          <PasswordField
            label={t("password.new")}
            value={next}
            complete="new-password"
            shown={shown}
            describedBy={rule}
            onChange={setNext}
          />
          <p id={rule} className="login-rule muted">
            {t("password.rule")}
          </p>
          <PasswordField
            label={t("password.again")}
            value={again}
            complete="new-password"
            shown={shown}
            onChange={setAgain}
          />
        </>
      )}
    </SecretForm>
  );
}
