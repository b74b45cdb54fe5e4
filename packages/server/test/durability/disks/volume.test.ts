import { execFileSync } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mountsWithin } from "../../chaos/cluster/mounts.ts";
import { openGround } from "../../chaos/ground.ts";
import { makeVolume } from "./volume.ts";

test.each(["ext4", "xfs"] as const)(
  "nothing of a disk with %s stays mounted or attached when its ground is cleared, cut off or not",
  async (type) => {
    const { folder, clear } = openGround();
    const volume = makeVolume(folder, type);
    expect(mountsWithin(folder)).toEqual([volume.folder]);
    expect(execFileSync("losetup", ["--list"], { encoding: "utf8" })).toContain(folder);
    volume.cut();
    expect(() => openSync(join(volume.folder, "file"), "w")).toThrow("EIO");
    await volume.mountAgain();
    expect(mountsWithin(folder)).toEqual([volume.folder]);
    await clear();
    expect(mountsWithin(folder)).toEqual([]);
    expect(execFileSync("losetup", ["--list"], { encoding: "utf8" })).not.toContain(folder);
  },
);
