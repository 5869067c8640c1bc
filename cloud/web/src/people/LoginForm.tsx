import { useState } from "react";

import { logIn, type LoginOffer, type Me } from "./api";
import { PasswordField } from "./PasswordField";
import { SecretForm } from "./SecretForm";
import { usePeopleWords } from "./usePeopleWords";

interface Props {
  offer: LoginOffer | null;
  /** The login that is known already: of a session that has ended. */
  known?: string;
  /** What went wrong on the way here. */
  told?: string | null;
  onDone: (me: Me) => void;
}

/** Login and password, and the way to the single sign-on where there is one. */
export function LoginForm({ offer, known = "", told = null, onDone }: Props) {
  const { t, speak } = usePeopleWords();
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState("");
  return (
    <>
      <SecretForm
        name="login-form"
        action={t("login.submit")}
        acting={t("login.busy")}
        told={told}
        work={async () => {
          onDone(await logIn(login, password));
        }}
        onRefused={() => {
          setPassword("");
        }}
      >
        {(shown) => (
          <>
            <label className="note">
              <span>{t("login.login")}</span>
              <input
                required
                // The only thing to do here is to type this.
                // eslint-disable-next-line jsx-a11y/no-autofocus
                autoFocus={known === ""}
                maxLength={128}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                value={login}
                data-testid="login-name"
                onChange={(event) => {
                  setLogin(event.target.value);
                }}
              />
            </label>
            <PasswordField
              label={t("login.password")}
              value={password}
              complete="current-password"
              shown={shown}
              onChange={setPassword}
            />
          </>
        )}
      </SecretForm>
      {offer?.oidc && (
        <div className="login-form">
          <p className="login-or" aria-hidden="true">
            {t("login.or")}
          </p>
          <a className="button wide login-oidc" href={offer.oidc.start} data-testid="login-oidc">
            {speak(offer.oidc.label)}
          </a>
        </div>
      )}
    </>
  );
}
