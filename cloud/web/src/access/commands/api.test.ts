import { expect, test } from "vitest";

import { commandBody, markOf, takesCommands, type Draft } from "./api";

const draft: Draft = { kind: "clock", question: " 在岗吗 ", set: true, toml: "x = 1", minutes: "10" };

test("each kind of command is told its own argument and no other", () => {
  expect(commandBody(draft)).toEqual({ kind: "clock", arguments: { set: true }, expires_in_s: 600 });
  expect(commandBody({ ...draft, kind: "duty-check" })).toMatchObject({ arguments: { question: "在岗吗" } });
  expect(commandBody({ ...draft, kind: "read-back" })).toMatchObject({ arguments: {} });
  expect(commandBody({ ...draft, kind: "configure" })).toMatchObject({ arguments: { toml: "x = 1" } });
});

test("what speaks to the centre itself takes no commands", () => {
  expect(["gw-1", "uitd-0807", "nb-86", "lora-24"].filter(takesCommands)).toEqual(["gw-1"]);
});

test("a command that went out is under way until the gateway's last word", () => {
  expect((["sent", "accepted", "done", "refused", "expired"] as const).map(markOf)).toEqual([
    "waiting",
    "waiting",
    "online",
    "silent",
    "silent",
  ]);
});
