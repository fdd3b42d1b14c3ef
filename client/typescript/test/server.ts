// Starts the real server, on a port of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./root.js";

const START_TIMEOUT_MS = 30_000;
const binary = join(process.env.STATUSMAP_BUILD ?? join(root, ".build/test"), "bin/statusmap-server");

/** The environment without what would lead gRPC elsewhere or configure the server. */
export function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("STATUSMAP_"));
  return { ...Object.fromEntries(kept), no_proxy: "*" };
}

export class Server {
  private constructor(
    readonly address: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(listen = "127.0.0.1:0"): Promise<Server> {
    const child = spawn(binary, [`--listen_address=${listen}`], {
      stdio: ["ignore", "pipe", "inherit"],
      env: environment(),
    });
    const late = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
    let address: string | undefined;
    for await (const line of createInterface(child.stdout)) {
      address = /^statusmap-server: serving on (\S+);/.exec(line)?.[1];
      break;
    }
    clearTimeout(late);
    if (address === undefined) {
      child.kill("SIGKILL");
      throw new Error(`${binary} does not serve`);
    }
    return new Server(address, child);
  }

  /** With SIGTERM it drains first; with SIGKILL its connections break. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill(signal);
    await ended;
  }
}
