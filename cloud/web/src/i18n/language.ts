/** Which language: ?lang= first, then what was chosen last, then Chinese. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { recall, remember } from "../preferences/storage";
import en from "./en.json";
import { isLanguage, languageOf, type Language } from "./languages";
import { pseudoTree } from "./pseudo";
import zh from "./zh.json";

export function chosenLanguage(search: string, remembered: string | null): Language {
  const asked = new URLSearchParams(search).get("lang");
  if (isLanguage(asked)) return asked;
  return isLanguage(remembered) ? remembered : "zh";
}

function markDocument(language: string): void {
  const { tag, vertical } = languageOf(language);
  document.documentElement.lang = tag;
  document.documentElement.dataset.writing = vertical ? "vertical" : "horizontal";
}

export async function startLanguage(): Promise<void> {
  const language = chosenLanguage(window.location.search, recall("language"));
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: { "mn-Mong": ["zh"] },
    resources: {
      zh: { translation: zh },
      en: { translation: en },
      pseudo: { translation: pseudoTree(en) },
    },
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  });
  markDocument(language);
  i18next.on("languageChanged", markDocument);
}

export function switchLanguage(): void {
  const next: Language = i18next.language === "zh" ? "en" : "zh";
  remember("language", next);
  // An address that names a language would win at the next visit.
  const address = new URL(window.location.href);
  if (address.searchParams.has("lang")) {
    address.searchParams.set("lang", next);
    window.history.replaceState(null, "", address);
  }
  void i18next.changeLanguage(next);
}
