import { join } from "node:path";

import { checkWords } from "../../testing/checkWords";
import { sources } from "../../testing/words";
import en from "./en.json";
import zh from "./zh.json";

checkWords({ zh, en, code: sources(join(import.meta.dirname, "..")), least: 80 });
