import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Deployment } from "kubernetes-models/apps/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Service } from "kubernetes-models/v1";
import { afterAll, describe, expect, test } from "vitest";
import { parse as parseYaml, parseAllDocuments } from "yaml";
import { makeFolder } from "../../e2e/harness/server.ts";
import { readConfig } from "../../packages/server/src/config.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, "deploy", path), "utf8");
const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** A document as one of Kubernetes' own kinds. */
function modelOf(document: { kind: string; apiVersion: string }): { validate: () => void } {
  const known = { Service, PodDisruptionBudget, Deployment } as Record<
    string,
    new (data: object) => { validate: () => void }
  >;
  const Model = known[document.kind];
  if (!Model) throw new Error(`${document.kind} is looked at by no test`);
  return new Model(document);
}

/** What a server makes of these variables, where files that are named are there. */
function configFrom(variables: Record<string, string>) {
  const files = Object.entries(variables).map(([name, value]) => {
    if (!name.endsWith("_FILE")) return [name, value];
    const file = join(folder, name);
    writeFileSync(file, "postgres://tokenhouse:secret@postgres/tokenhouse");
    return [name, file];
  });
  const { TOKENHOUSE_METRICS_TOKEN_FILE: _, ...rest } = Object.fromEntries(files) as Record<string, string>;
  return readConfig(rest);
}

describe("systemd", () => {
  const unit = read("systemd/tokenhouse.service");
  const analyze = (...args: string[]) =>
    promisify(execFile)("systemd-analyze", args).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        output: stdout + stderr,
      }),
    );

  test("the unit is understood, every line of it", async () => {
    const file = join(folder, "tokenhouse.service");
    writeFileSync(file, unit.replace(/^ExecStart=\S+ \S+/m, `ExecStart=${process.execPath} ${file}`));
    expect(await analyze("verify", "--man=no", file)).toEqual({ code: 0, output: "" });
    writeFileSync(file, `${unit}\nNoSuchThing=yes\n`);
    expect((await analyze("verify", "--man=no", file)).output).toContain("NoSuchThing");
  });

  test("it gives the server nothing that it does not need", async () => {
    const file = join(folder, "tokenhouse.service");
    writeFileSync(file, unit);
    expect(await analyze("security", "--offline=true", "--threshold=20", file)).toMatchObject({ code: 0 });
    writeFileSync(file, "[Service]\nExecStart=/usr/bin/node\n");
    expect(await analyze("security", "--offline=true", "--threshold=20", file)).toMatchObject({ code: 1 });
  });

  test("its variables are ones that a server knows", () => {
    const variables = [...unit.matchAll(/^Environment=(TOKENHOUSE_\w+)=(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(configFrom(Object.fromEntries(variables)).warnings).toEqual([]);
  });
});

describe("Kubernetes", () => {
  const documents = parseAllDocuments(read("kubernetes/tokenhouse.yaml")).map((document) => document.toJS());

  test("every document is one that Kubernetes takes", () => {
    expect(documents.map(({ kind }) => kind)).toEqual(["Service", "PodDisruptionBudget", "Deployment"]);
    for (const document of documents) expect(() => modelOf(document).validate()).not.toThrow();
    const [service] = documents;
    expect(() => modelOf({ ...service, spec: { ...service.spec, ports: "80" } }).validate()).toThrow("ports");
  });

  test("the servers are configured by what they know, and asked for their health where they tell it", () => {
    const { containers } = documents.find(({ kind }) => kind === "Deployment").spec.template.spec;
    const [{ env, ports, readinessProbe, livenessProbe }] = containers;
    const variables = Object.fromEntries(
      env.map(({ name, value }: { name: string; value: string }) => [name, value]),
    );
    const { config, warnings } = configFrom(variables);
    expect(warnings).toEqual([]);
    expect(config.databaseUrl).toMatch(/^postgres:/);
    expect(ports).toMatchObject([{ containerPort: config.port }]);
    expect([readinessProbe.httpGet.path, livenessProbe.httpGet.path]).toEqual(["/readyz", "/livez"]);
  });
});

describe("Docker", () => {
  test("compose configures a server by what it knows", () => {
    const { services } = parseYaml(read("docker/compose.yaml"));
    const { config, warnings } = configFrom(services.tokenhouse.environment);
    expect(warnings).toEqual([]);
    expect(config.databaseUrl).toMatch(/^postgres:/);
    expect(services.tokenhouse.ports).toEqual([`127.0.0.1:${config.port}:${config.port}`]);
  });

  test("what the image copies is there, and its variables are ones that a server knows", () => {
    const dockerfile = read("docker/Dockerfile").replaceAll("\\\n", " ");
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = ""]) =>
      files.split(" "),
    );
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const variables = [...dockerfile.matchAll(/(TOKENHOUSE_\w+)=(\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(variables.length).toBeGreaterThan(1);
    expect(configFrom(Object.fromEntries(variables)).warnings).toEqual([]);
  });
});
