import { expect, test } from "vitest";

import { healthOf, KINDS } from "./api";
import { beginOf, FIELDS, formOf, shownFields } from "./fields";

test("a secret that is not written stays as it is", () => {
  expect(formOf("dingtalk", { url: " https://a.example/x ", sign: "" })).toEqual({
    kind: "dingtalk",
    url: "https://a.example/x",
    sign: null,
  });
});

test("a form begins with what is known, and never with a secret", () => {
  const begin = beginOf("email", { host: "smtp.example.cn", password: "grass" });
  expect(begin).toMatchObject({ host: "smtp.example.cn", port: 587, security: "starttls" });
  expect(begin).not.toHaveProperty("password");
});

test("what goes into a file needs no address", () => {
  expect(shownFields("sms", { form: "file" }).map(({ name }) => name)).toEqual(["form", "signature"]);
});

test("every kind has its fields, each once", () => {
  for (const kind of KINDS) {
    const names = FIELDS[kind].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});

test("the worst that can be said of a channel is said", () => {
  const good = { enabled: true, failing_since: null, paused_until: null, dropped: 0 };
  expect(healthOf(good, 5)).toBe("good");
  expect(healthOf({ ...good, paused_until: 9, dropped: 2 }, 5)).toBe("paused");
  expect(healthOf({ ...good, failing_since: 1, paused_until: 9 }, 5)).toBe("failing");
  expect(healthOf({ ...good, enabled: false, failing_since: 1 }, 5)).toBe("off");
});
