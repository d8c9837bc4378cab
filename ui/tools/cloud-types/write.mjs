// Writes the cloud's types from its OpenAPI document. A package of its own: the generator needs the API of TypeScript 5, which 7 no longer has.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../../sync-server/openapi.json", import.meta.url);
const schema = new URL("../../src/shared/cloud/schema.ts", import.meta.url);

const text = await readFile(document, "utf8");
const sha256 = createHash("sha256").update(text).digest("hex");
const types = astToString(await openapiTS(JSON.parse(text), { alphabetize: true }));
await writeFile(schema, `// Made of sync-server/openapi.json by npm run cloud-types.\n// sha256 ${sha256}\n\n${types}`);
