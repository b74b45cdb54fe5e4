import type { Settings } from "@tokenhouse/sdk/client";
import { expect, test } from "vitest";
import {
  catalogueLines,
  changedRules,
  changeOf,
  touched,
  validateSettings,
  valuesOf,
} from "../src/pages/settings/settings-values.ts";

const settings: Settings = {
  tokensEnabled: true,
  everyoneMayGenerate: false,
  maxLifetimeDays: 365,
  defaultLifetimeDays: 30,
  requireRevokeBeforeDelete: false,
  scopeCatalogue: [{ scope: "orders:read", description: "Reads orders" }],
};

test("only the settings that differ are sent", () => {
  const values = valuesOf(settings);
  expect(changeOf(settings, values)).toEqual({});
  const scopeCatalogue = [...values.scopeCatalogue, { key: "k", scope: "orders:write", description: "" }];
  expect(changeOf(settings, { ...values, maxLifetimeDays: "90", scopeCatalogue })).toEqual({
    maxLifetimeDays: 90,
    scopeCatalogue: [...settings.scopeCatalogue, { scope: "orders:write", description: "" }],
  });
});

test("each change is told from what to what, -1 by what it means", () => {
  const change = { tokensEnabled: false, maxLifetimeDays: -1, defaultLifetimeDays: -1, scopeCatalogue: [] };
  expect(changedRules(settings, change)).toEqual([
    { field: "tokensEnabled", from: "On", to: "Off" },
    { field: "maxLifetimeDays", from: "365 days", to: "Unlimited" },
    { field: "defaultLifetimeDays", from: "30 days", to: "Never" },
    { field: "scopeCatalogue", from: "1 scope", to: "0 scopes" },
  ]);
});

test("a preview is told in full sentences, and none where no token is touched", () => {
  const texts = (preview: Parameters<typeof touched>[0]) => touched(preview).map(({ text }) => text);
  expect(texts({ refused: 2, revived: 1, beyondMaximum: 1 })).toEqual([
    "2 active tokens would be refused",
    "1 token that is refused now would work",
    "1 token outlives the new maximum and keeps its expiry",
  ]);
  expect(texts({ refused: 0, revived: 0, beyondMaximum: 0 })).toEqual(["No token is touched"]);
});

test("a default of never needs an unlimited maximum", () => {
  const values = valuesOf(settings);
  expect(validateSettings.defaultLifetimeDays("-1", values)).toBe("Must not exceed the maximum of 365 days.");
  expect(validateSettings.defaultLifetimeDays("-1", { ...values, maxLifetimeDays: "-1" })).toBeUndefined();
});

test("a scope that stands in the catalogue twice is told at its second row alone", () => {
  const row = { key: "k", scope: "orders:read", description: "" };
  const values = { ...valuesOf(settings), scopeCatalogue: [row, row] };
  const { scope } = validateSettings.scopeCatalogue;
  expect(scope("orders:read", values, "scopeCatalogue.0.scope")).toBeUndefined();
  expect(scope("orders:read", values, "scopeCatalogue.1.scope")).toBe(
    "This scope is in the catalogue already.",
  );
});

test("a catalogue's change tells what came, what went and what is described anew, else that the order is another", () => {
  const [orders, stock] = [
    { scope: "orders:read", description: "Reads orders" },
    { scope: "stock:read", description: "" },
  ];
  expect(catalogueLines([orders], [stock, { scope: "new:read", description: "" }])).toEqual([
    "Added: stock:read, new:read",
    "Removed: orders:read. Tokens that carry it keep it.",
  ]);
  expect(catalogueLines([orders, stock], [orders, { ...stock, description: "Reads stock" }])).toEqual([
    "Described anew: stock:read",
  ]);
  expect(catalogueLines([orders, stock], [stock, orders])).toEqual(["In another order"]);
});
