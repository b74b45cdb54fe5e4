import { afterAll, beforeAll, expect, test } from "vitest";
import { startOwnersShell } from "./shell.ts";
import { generateIntoVariable, liveWholeLife } from "./token-life.ts";

let world: Awaited<ReturnType<typeof startOwnersShell>>;

beforeAll(async () => {
  world = await startOwnersShell();
});
afterAll(() => world.stop());

test("a token lives its whole life on the command line", () => liveWholeLife(world.shell));

test("a shell variable that a token is generated into holds exactly the value, also of a service account", async () => {
  const { id } = await world.shell.json("service-account", "create", "robot", "--role", "admin");
  for (const more of ["", `--service-account ${id}`]) {
    const value = await generateIntoVariable(world.shell, `"of a shell ${more}" ${more}`);
    expect(value).toMatch(more ? /^ths_\w+$/ : /^thp_\w+$/);
    const verdict = await world.shell.run(["verify"], { stdin: value });
    expect(verdict.code, verdict.stderr).toBe(0);
  }
});
