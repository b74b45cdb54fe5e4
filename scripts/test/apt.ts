import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/** Debian's switch against starting what is installed: a server that a test needs is not to run by itself. */
const START_POLICY = "/usr/sbin/policy-rc.d";

/** Whether packages can be installed: as root, where there is apt. */
export function mayInstall(): boolean {
  return existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;
}

/**
 * Installs Debian packages; a service that comes with one is started neither now nor with the machine. Answers the
 * command that failed, if one did.
 */
export function installPackages(packages: readonly string[]): string | undefined {
  const mayStart = !existsSync(START_POLICY);
  if (mayStart) writeFileSync(START_POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const steps = [
      ["update", "-qq"],
      ["install", "-o", "DPkg::Lock::Timeout=300", "-y", "-qq", "--no-install-recommends", ...packages],
    ];
    const failed = steps.find((args) => !isDone(args));
    if (existsSync("/run/systemd/system")) {
      for (const service of servicesOf(packages)) {
        spawnSync("systemctl", ["disable", "--quiet", service], { stdio: "ignore" });
      }
    }
    return failed && `apt-get ${failed.join(" ")}`;
  } finally {
    if (mayStart) rmSync(START_POLICY);
  }
}

/** The services that packages bring: named in their files, or, where others bring them on their behalf, like them. */
function servicesOf(packages: readonly string[]): string[] {
  const { stdout } = spawnSync("dpkg", ["-L", ...packages], { encoding: "utf8" });
  return [
    ...packages,
    ...Array.from(stdout.matchAll(/\/systemd\/system\/([\w-]+)\.service$/gm), ([, name = ""]) => name),
  ];
}

function isDone(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", args, { env, stdio: ["ignore", 2, 2] }).status === 0;
}
