/** What the API says of people, and what is asked of it. */

import { get, send } from "../api/client";
import type { Label } from "../api/types";

export interface Grant {
  id: number;
  duty: string;
  name: Label;
  areas: string[];
  organisations: number[];
  valid_until: number | null;
  source: "people" | "oidc";
}

export interface Me {
  account_id: number | null;
  login: string;
  name: string;
  via: string;
  password_due: boolean;
  has_password: boolean;
  permissions: string[];
  duties: Grant[];
  areas: string[];
  organisations: number[];
  ends_at: number | null;
}

export interface LoginOffer {
  login: "required" | "open-on-loopback";
  oidc: { label: Label; start: string } | null;
}

export interface Account {
  id: number;
  login: string;
  name: string;
  disabled: boolean;
  has_password: boolean;
  password_due: boolean;
  last_login_at: number | null;
  grants: Grant[];
}

export interface DutyEntry {
  duty: string;
  name: Label;
  permissions: string[];
  whole_region: boolean;
}

export interface LoginSession {
  id: number;
  method: string;
  created_at: number;
  last_used_at: number;
  address: string;
  agent: string;
  current: boolean;
}

export interface Token {
  id: number;
  name: string;
  prefix: string;
  permissions: string[];
  expires_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface AuditEntry {
  number: number;
  at: number;
  who: string;
  via: string;
  action: string;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export interface AuditPageOf {
  items: AuditEntry[];
  more: boolean;
  head: { number: number; seal: string };
}

export const fetchMe = () => get<Me>("/me");
export const fetchOffer = () => get<LoginOffer>("/login");
export const logIn = (login: string, password: string) => send<Me>("POST", "/login", { login, password });
export const logOut = () => send("POST", "/logout");
export const changePassword = (current: string, next: string) =>
  send<Me>("POST", "/me/password", { current, new: next });
