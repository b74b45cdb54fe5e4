import type { Block } from "./pages.ts";

/** A block that cannot be tried where these tests run, and what shows instead that it is right. */
interface Elsewhere {
  page: string;
  /** How its code begins, which no other block of the page does. */
  begins: string;
  why: string;
  /** The test that covers its substance, by its path from the root. */
  test: string;
}

export const ELSEWHERE: readonly Elsewhere[] = [
  {
    page: "docs/how-to/install.md",
    begins: "npm ci",
    why: "installs and packs a clone, for minutes",
    test: "packages/server/test/packed/packed.test.ts",
  },
  {
    page: "docs/how-to/install.md",
    begins: "npm install /tmp/",
    why: "installs the archives of the block before it",
    test: "packages/server/test/packed/packed.test.ts",
  },
  {
    page: "docs/how-to/install.md",
    begins: "npm install --prefix /opt/tokenhouse",
    why: "makes a service of the machine",
    test: "deploy/test/units.test.ts",
  },
  {
    page: "docs/how-to/install.md",
    begins: "docker build",
    why: "needs Docker and an image from a registry",
    test: "deploy/test/units.test.ts",
  },
  {
    page: "docs/how-to/install.md",
    begins: "cd deploy/docker",
    why: "needs Docker and an image from a registry",
    test: "deploy/test/units.test.ts",
  },
  {
    page: "docs/how-to/kubernetes.md",
    begins: "kubectl create secret generic tokenhouse ",
    why: "needs a cluster",
    test: "deploy/test/units.test.ts",
  },
  {
    page: "docs/how-to/kubernetes.md",
    begins: "kubectl create secret generic orders-tokenhouse --from-file=token\n",
    why: "needs a cluster",
    test: "docs/test/configurations.test.ts",
  },
  {
    page: "docs/how-to/kubernetes.md",
    begins: "kubectl create secret generic orders-tokenhouse --from-file=token --dry-run",
    why: "needs a cluster",
    test: "docs/test/configurations.test.ts",
  },
  {
    page: "docs/how-to/backup.md",
    begins: "tokenhouse restore --journal",
    why: "needs a PostgreSQL that was put back from a copy, and no server",
    test: "packages/server/test/restore/postgres/restore.test.ts",
  },
  {
    page: "docs/how-to/high-availability.md",
    begins: "bootstrap:",
    why: "a part of Patroni's configuration, which needs etcd and three machines",
    test: "packages/server/test/chaos/cluster/failover.test.ts",
  },
  {
    page: "docs/operate.md",
    begins: "npm install @opentelemetry/sdk-node",
    why: "needs a collector of traces",
    test: "packages/server/test/http/spans.test.ts",
  },
  {
    page: "examples/traefik/README.md",
    begins: "traefik",
    why: "Traefik is in no registry that we install from",
    test: "packages/server/test/http/proxy-questions.test.ts",
  },
  {
    page: "examples/envoy/README.md",
    begins: "envoy",
    why: "Envoy is in no registry that we install from",
    test: "packages/server/test/http/proxy-questions.test.ts",
  },
  {
    page: "examples/express-api/README.md",
    begins: "import { createVerifier }",
    why: "an excerpt of server.ts",
    test: "examples/express-api/test/example.test.ts",
  },
  {
    page: "examples/fastify-api/README.md",
    begins: "import { createVerifier }",
    why: "an excerpt of server.ts",
    test: "examples/fastify-api/test/example.test.ts",
  },
  {
    page: "packages/sdk/README.md",
    begins: "// proxy.ts",
    why: "needs Next.js",
    test: "packages/sdk/test/packed/packed.test.ts",
  },
];

export function isElsewhere(block: Block): boolean {
  return ELSEWHERE.some((one) => names(one, block));
}

export function names({ page, begins }: Elsewhere, block: Block): boolean {
  return block.page === page && block.code.startsWith(begins);
}
