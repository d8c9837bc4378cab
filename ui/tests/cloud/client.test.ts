/// <reference types="node" />
// @vitest-environment node
import { cloudClient, CloudProblem } from "@shared/cloud/client";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { freePort } from "../ports";

const root = resolve(import.meta.dirname, "../../..");
const server = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "alfa-sync-server");

describe("against a real server", () => {
  let folder = "";
  let baseUrl = "";
  let process_: ChildProcess | undefined;

  beforeAll(async () => {
    if (!existsSync(server)) throw new Error(`${server} is not built: cargo build --workspace`);
    folder = mkdtempSync(join(tmpdir(), "alfa-cloud-"));
    // Postgres' own user must be able to go in
    chmodSync(folder, 0o755);
    const listen = `127.0.0.1:${await freePort()}`;
    baseUrl = `http://${listen}`;
    const environment: NodeJS.ProcessEnv = { ...process.env, ALFA_SERVER_LISTEN: listen };
    delete environment.DATABASE_URL;
    process_ = spawn(server, ["serve", "--private", folder], { env: environment, stdio: "ignore" });
    const cloud = cloudClient({ baseUrl });
    const ready = () => cloud.GET("/readyz").then(({ data }) => data?.status, () => "not yet");
    await vi.waitFor(async () => expect(await ready()).toBe("ok"), { timeout: 60_000, interval: 100 });
  }, 70_000);

  afterAll(async () => {
    const ended = new Promise((done) => process_?.once("exit", done));
    process_?.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  test("what it refuses is thrown with its code and a sentence for the user", async () => {
    const cloud = cloudClient({ baseUrl });
    const short = cloud.POST("/v1/accounts", { body: { email: "ana@exemplo.com", password: "curta" } });
    await expect(short).rejects.toBeInstanceOf(CloudProblem);
    await expect(short).rejects.toMatchObject({ status: 422, code: "password_too_short", message: expect.stringContaining("10 caracteres") });
    const stranger = cloudClient({ baseUrl, accessToken: () => "x.y.z" });
    await expect(stranger.GET("/v1/devices")).rejects.toMatchObject({ status: 401, code: "signed_out", requestId: expect.any(String) });
  });

  test("what it takes comes back typed", async () => {
    const cloud = cloudClient({ baseUrl });
    const made = await cloud.POST("/v1/accounts", { body: { email: "ana@exemplo.com", password: "uma senha comprida" } });
    expect(made.response.status).toBe(202);
    const { data } = await cloud.GET("/healthz");
    expect(data?.status).toBe("ok");
  });
});
