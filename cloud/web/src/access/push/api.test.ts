import { expect, test } from "vitest";

import { changeBody, failedOf, healthOf, newBody, type IntegrationDraft } from "./api";

const draft: IntegrationDraft = {
  name: "aep",
  kind: "ctwing",
  area: "150402",
  organisation: null,
  profile: "",
  secret: "",
  key: "0123456789abcdef",
  host: "broker.example",
  port: "8883",
  username: "",
  tlsCa: "",
  enabled: true,
};

test("a platform over HTTP has no broker, one over MQTT has", () => {
  expect(changeBody(draft)).toMatchObject({ broker: null });
  expect(changeBody({ ...draft, kind: "tts-mqtt" })).toMatchObject({
    broker: { host: "broker.example", port: 8883, username: null, tls_ca: null },
  });
});

test("a secret that was left out is the centre's to make, and only OneNET has a key", () => {
  expect(newBody(draft)).toMatchObject({ secret: null, key: null });
  expect(newBody({ ...draft, kind: "onenet" })).toMatchObject({ key: "0123456789abcdef" });
});

test("a line of ours is down, a platform over HTTP pushes what cannot be read", () => {
  const one = { kind: "ctwing", enabled: true, counts: {}, last_at: 1, fault: null } as const;
  expect(healthOf(one)).toBe("good");
  expect(healthOf({ ...one, last_at: null })).toBe("quiet");
  expect(healthOf({ ...one, fault: "no such profile", fault_at: 5 })).toBe("faults");
  expect(healthOf({ ...one, devices_unread: 2 })).toBe("faults");
  expect(healthOf({ ...one, kind: "tts-mqtt", fault: "refused" })).toBe("down");
  expect(healthOf({ ...one, enabled: false, fault: "refused" })).toBe("disabled");
});

test("pushes of devices that nobody has registered are no faults of the platform", () => {
  expect(failedOf({ received: 9, unregistered: 5, unreadable: 2, not_signed: 1 })).toBe(3);
});
