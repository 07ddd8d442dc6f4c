// A running Muster for a test: the debug binary on a free port, with a database that is new and gone afterwards.
import { test as base } from "@playwright/test";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const START_TIMEOUT_MS = 30_000;

export interface Muster {
  /** Where it listens, without a slash at the end. */
  url: string;
  /** The one-time link that makes the first administrator. */
  setUpLink: string;
  /** The URL of its database, for commands such as `muster import`. */
  database: string;
  /** Everything it has printed until now. */
  output(): string;
  stop(): Promise<void>;
}

/** The binary that `make test` has built, or `MUSTER_BIN`. */
export function binary(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/muster/target");
  return process.env.MUSTER_BIN ?? join(target, "debug/muster");
}

/** Starts a server of its own. Most tests take the fixture `muster` instead. */
export async function startMuster(args: string[] = []): Promise<Muster> {
  const folder = await mkdtemp(join(tmpdir(), "muster-end2end-"));
  const database = `sqlite:${join(folder, "muster.db")}`;
  const listen = args.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
  const child = spawn(binary(), ["--database", database, ...listen, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const setUpLink = await printed(child, () => output, /http:\/\/[\w.]+:\d+\/set-up\?\S+/);
    return { url: new URL(setUpLink).origin, setUpLink, database, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function printed(child: ChildProcess, output: () => string, pattern: RegExp): Promise<string> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let startError: Error | undefined;
  child.once("error", (error) => (startError = error));
  while (Date.now() < deadline) {
    const found = output().match(pattern);
    if (found) return found[0];
    if (startError) throw startError;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`muster printed no set-up link:\n${output()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const giveUp = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(giveUp);
}

/** Playwright's `test`, with a fresh `muster` for each; relative addresses are its own. */
export const test = base.extend<{ muster: Muster }>({
  muster: async ({}, use, testInfo) => {
    const muster = await startMuster();
    await use(muster);
    await muster.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("muster.log", { body: muster.output(), contentType: "text/plain" });
    }
  },
  baseURL: async ({ muster }, use) => use(muster.url),
});

export { expect } from "@playwright/test";
