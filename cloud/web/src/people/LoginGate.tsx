import "../styles/people.css";

import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ApiError, LOGIN_NEEDED, LOGIN_RENEWED } from "../api/client";
import { Dialog } from "../components/Dialog";
import { switchLanguage } from "../i18n/language";
import { languageOf } from "../i18n/languages";
import { fetchMe, fetchOffer, logOut, type LoginOffer, type Me } from "./api";
import { LoginForm } from "./LoginForm";
import { PasswordForm } from "./PasswordForm";
import { usePeopleWords } from "./usePeopleWords";

const RETRY_MS = 5_000;
const FAULTS = ["oidc-lost", "oidc-late", "oidc-refused", "oidc-fault", "oidc-unknown", "oidc-disabled"] as const;
type FaultCode = (typeof FAULTS)[number];

type Phase = "asking" | "away" | "login" | "in";

/** Why a single sign-on came back without a login; taken out of the address, so that it is told once. */
function takeFault(): FaultCode | null {
  const address = new URL(window.location.href);
  const told = address.searchParams.get("login_fault");
  if (told === null) return null;
  address.searchParams.delete("login_fault");
  window.history.replaceState(null, "", address);
  return FAULTS.find((code) => code === told) ?? "oidc-fault";
}

const firstFault = takeFault();

function Frame({ title, children }: { title: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("product.name")}`;
  }, [title, t]);
  return (
    <main className="login-screen" lang={languageOf(i18n.language).tag}>
      <div className="login-card">
        <div className="login-head">
          <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path className="brand-land" d="M3 25c5-4.500 8.500-5.500 13-5.500s8 1 13 5.500" />
            <path className="brand-mast" d="M16 19.500V11" />
            <circle className="brand-light" cx="16" cy="7.500" r="3" />
          </svg>
          <p className="login-product">
            <span lang="zh-CN">{t("product.name")}</span> <span lang="en">{t("product.latin")}</span>
          </p>
          <button type="button" className="button quiet" data-testid="language" onClick={switchLanguage}>
            {t("header.language")}
          </button>
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** Shows the page to whoever has logged in. A session that ends is renewed in a dialog over the page. */
export function LoginGate({ children }: { children: ReactNode }) {
  const { t } = usePeopleWords();
  const [phase, setPhase] = useState<Phase>("asking");
  const [me, setMe] = useState<Me | null>(null);
  const [offer, setOffer] = useState<LoginOffer | null>(null);
  const [expired, setExpired] = useState(false);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let timer = 0;
    let left = false;
    const ask = async () => {
      try {
        const found = await fetchMe();
        if (left) return;
        setMe(found);
        setPhase("in");
      } catch (fault) {
        if (left) return;
        if (fault instanceof ApiError && fault.status === 401) {
          setPhase("login");
          return;
        }
        // A centre that knows nobody shows its page to everybody.
        if (fault instanceof ApiError && fault.status === 404) {
          setPhase("in");
          return;
        }
        setPhase("away");
        timer = window.setTimeout(() => void ask(), RETRY_MS);
      }
    };
    void ask();
    return () => {
      left = true;
      window.clearTimeout(timer);
    };
  }, [turn]);

  const asksForLogin = phase === "login" || expired;
  useEffect(() => {
    if (!asksForLogin) return;
    fetchOffer().then(setOffer, () => {
      setOffer(null);
    });
  }, [asksForLogin]);

  useEffect(() => {
    if (phase !== "in") return;
    const end = () => {
      setExpired(true);
    };
    window.addEventListener(LOGIN_NEEDED, end);
    return () => {
      window.removeEventListener(LOGIN_NEEDED, end);
    };
  }, [phase]);

  const enter = (found: Me) => {
    setMe(found);
    setPhase("in");
  };
  const renew = (found: Me) => {
    if (me && found.account_id !== me.account_id) {
      window.location.reload();
      return;
    }
    setMe(found);
    setExpired(false);
    window.dispatchEvent(new Event(LOGIN_RENEWED));
  };

  if (phase === "asking") return null;
  if (phase === "away") {
    return (
      <Frame title={t("login.title")}>
        <p role="status">{t("login.away")}</p>
      </Frame>
    );
  }
  if (phase === "login") {
    return (
      <Frame title={t("login.title")}>
        <LoginForm
          offer={offer}
          told={firstFault ? t(`login.fault_${firstFault}`) : null}
          onDone={enter}
        />
        <p className="login-help muted">{t("login.help")}</p>
      </Frame>
    );
  }
  if (me?.password_due) {
    return (
      <Frame title={t("password.title")}>
        <p className="login-help">{t("password.due")}</p>
        <PasswordForm onDone={setMe} />
        <button
          type="button"
          className="button quiet wide"
          onClick={() => {
            void logOut().finally(() => {
              setMe(null);
              setTurn((before) => before + 1);
            });
          }}
        >
          {t("who.logout")}
        </button>
      </Frame>
    );
  }
  return (
    <>
      {children}
      {expired && (
        <Dialog
          title={t("login.expired_title")}
          announcement={{ text: t("login.expired_title"), urgent: true }}
          onClose={() => undefined}
        >
          <p>{t("login.expired_body")}</p>
          <LoginForm offer={offer} known={me?.login ?? ""} onDone={renew} />
        </Dialog>
      )}
    </>
  );
}
