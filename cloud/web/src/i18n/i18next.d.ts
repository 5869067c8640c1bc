import "i18next";
import type access from "../access/words/zh.json";
import type draws from "../draws/words/zh.json";
import type crew from "../crew/words/zh.json";
import type inspect from "../inspect/words/zh.json";
import type inspections from "../inspections/words/zh.json";
import type duty from "../duty/words/zh.json";
import type notification from "../notification/words/zh.json";
import type told from "../told/words/zh.json";
import type city from "../city/words/zh.json";
import type history from "../history/words/zh.json";
import type forces from "../forces/words/zh.json";
import type exchange from "../exchange/words/zh.json";
import type operator from "../operator/words/zh.json";
import type people from "../people/words/zh.json";
import type places from "../places/words/zh.json";
import type risk from "../risk/words/zh.json";
import type room from "../room/words/zh.json";
import type site from "../site/words/zh.json";
import type plan from "../plan/words/zh.json";
import type map from "../map/words/zh.json";
import type dispatch from "../dispatch/words/zh.json";
import type zh from "./zh.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: {
      translation: typeof zh;
      operator: typeof operator;
      access: typeof access;
      crew: typeof crew;
      city: typeof city;
      draws: typeof draws;
      duty: typeof duty;
      inspect: typeof inspect;
      inspections: typeof inspections;
      told: typeof told;
      notification: typeof notification;
      exchange: typeof exchange;
      forces: typeof forces;
      history: typeof history;
      people: typeof people;
      places: typeof places;
      risk: typeof risk;
      room: typeof room;
      site: typeof site;
      plan: typeof plan;
      map: typeof map;
      dispatch: typeof dispatch;
    };
  }
}
