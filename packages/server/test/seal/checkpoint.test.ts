import { createHash, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { isSignedBy, readHead, readVerifierKey, signHead, verifierKeyOf } from "../../src/seal/checkpoint.ts";

/** The secret key of RFC 8032's first test vector. */
const key = createPrivateKey({
  key: Buffer.from(
    "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "hex",
  ),
  format: "der",
  type: "pkcs8",
});
const head = { origin: "tokenhouse/audit/x", size: 12, rootHash: createHash("sha256").digest() };
const checkpoint = signHead(head, key);
const verifierKey = verifierKeyOf(key);

test("a checkpoint is a signed note with the origin, the size and the root", () => {
  const [text = "", signature = ""] = checkpoint.split("\n\n");
  expect(text).toBe("tokenhouse/audit/x\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  expect(signature).toMatch(
    /^— tokenhouse\/audit [A-Za-z0-9+/]{90}==\n$|^— tokenhouse\/audit [A-Za-z0-9+/]{91}=\n$/,
  );
  expect(readHead(checkpoint)).toEqual(head);
});

test("its signature is good for the key that signed it, and for no other text and no other key", () => {
  expect(isSignedBy(checkpoint, verifierKey)).toBe(true);
  const other = verifierKeyOf(generateKeyPairSync("ed25519").privateKey);
  expect(isSignedBy(checkpoint, other)).toBe(false);
  for (const forged of [
    checkpoint.replace("\n12\n", "\n13\n"),
    checkpoint.replace("/x\n", "/y\n"),
    checkpoint.replace("47DE", "47DF"),
    checkpoint.slice(0, checkpoint.indexOf("—")),
    "",
  ]) {
    expect(isSignedBy(forged, verifierKey), forged).toBe(false);
  }
});

test.each(["", "x\n", "x\n01\nabc\n\n— a b\n", checkpoint.replaceAll("\n", "\r\n"), checkpoint.slice(1, 60)])(
  "a text that is no checkpoint is none: %j",
  (text) => {
    expect(readHead(text)).toBeUndefined();
  },
);

test.each([
  "",
  "tokenhouse/audit",
  verifierKey.slice(0, -4),
  verifierKey.replace("audit+", "audit+0"),
  `x${verifierKey}`,
])("a text that is no verifier's key is none: %j", (text) => {
  expect(readVerifierKey(text)).toBeUndefined();
  expect(isSignedBy(checkpoint, text)).toBe(false);
});
