/// <reference types="node" />
// @vitest-environment node
import { cloudClient } from "@shared/cloud/client";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../ports";

const root = resolve(import.meta.dirname, "../../..");

test("the types are those of the cloud's document", () => {
  const document = createHash("sha256").update(readFileSync(join(root, "sync-server/openapi.json"))).digest("hex");
  const types = readFileSync(join(root, "ui/src/shared/cloud/schema.ts"), "utf8");
  expect(types, "write them again: npm run cloud-types").toContain(`// sha256 ${document}`);
});

test("a server that is not there is a problem too", async () => {
  const cloud = cloudClient({ baseUrl: `http://127.0.0.1:${await freePort()}` });
  await expect(cloud.GET("/healthz")).rejects.toMatchObject({ code: "unreachable", status: 0 });
});
