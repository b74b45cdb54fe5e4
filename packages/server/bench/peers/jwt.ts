import { createSigner, createVerifier } from "fast-jwt";
import type { Algorithm } from "fast-jwt";
import { createSecretKey, generateKeyPairSync, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { jwtVerify } from "jose";
import type { Checker } from "../checker.ts";

const TOKENS = 1_000;
const ALGORITHMS = ["HS256", "RS256", "ES256", "EdDSA"] as const;

interface Keys {
  sign: KeyObject;
  check: KeyObject;
}

/** What most services use instead: signed tokens, which nobody can take back. */
export function jwtCheckers(): Checker[] {
  return ALGORITHMS.flatMap((algorithm) => {
    const { sign, check } = keysOf(algorithm);
    const key = sign.type === "secret" ? sign.export() : pemOf(sign, "pkcs8");
    const signer = createSigner({ key, algorithm, expiresIn: 3_600_000 });
    const values = Array.from({ length: TOKENS }, (_, n) =>
      signer({ sub: `account-${n}`, scope: "orders:read orders:write", jti: String(n) }),
    );
    const valueAt = (turn: number) => values[turn % TOKENS] ?? "";
    return [
      fastJwt({ algorithm, check, valueAt, cache: false }),
      fastJwt({ algorithm, check, valueAt, cache: 2 * TOKENS }),
      jose({ algorithm, check, valueAt }),
    ];
  });
}

interface Subject {
  algorithm: (typeof ALGORITHMS)[number];
  check: KeyObject;
  valueAt: (turn: number) => string;
}

function fastJwt({ algorithm, check, valueAt, cache }: Subject & { cache: number | false }): Checker {
  const key = check.type === "secret" ? check.export() : pemOf(check, "spki");
  const algorithms: Algorithm[] = [algorithm];
  const verify = createVerifier({ key, algorithms, cache }) as (value: string) => { scope: string };
  if (cache !== false) for (let turn = 0; turn < TOKENS; turn++) verify(valueAt(turn));
  return {
    name: `fast-jwt ${algorithm}${cache === false ? "" : ", its cache on"}`,
    check: (turn) => hasScope(verify(valueAt(turn))),
  };
}

function jose({ algorithm, check, valueAt }: Subject): Checker {
  return {
    name: `jose ${algorithm}`,
    inFlight: 32,
    check: async (turn) => {
      const { payload } = await jwtVerify<{ scope: string }>(valueAt(turn), check, {
        algorithms: [algorithm],
      });
      return hasScope(payload);
    },
  };
}

function hasScope({ scope }: { scope: string }): boolean {
  return scope.split(" ").includes("orders:read");
}

function keysOf(algorithm: (typeof ALGORITHMS)[number]): Keys {
  switch (algorithm) {
    case "HS256": {
      const secret = createSecretKey(randomBytes(32));
      return { sign: secret, check: secret };
    }
    case "RS256":
      return pairOf(generateKeyPairSync("rsa", { modulusLength: 2048 }));
    case "ES256":
      return pairOf(generateKeyPairSync("ec", { namedCurve: "P-256" }));
    case "EdDSA":
      return pairOf(generateKeyPairSync("ed25519"));
  }
}

function pairOf({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): Keys {
  return { sign: privateKey, check: publicKey };
}

function pemOf(key: KeyObject, type: "pkcs8" | "spki"): string {
  return String(key.export({ format: "pem", type } as { format: "pem"; type: "spki" }));
}
