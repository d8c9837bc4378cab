import { describe, expect, it } from "vitest";
import { en } from "@shared/text/en";
import { pt } from "@shared/text/pt";

/** Every leaf of a catalogue with its path. */
function leaves(tree: unknown, path = ""): [string, unknown][] {
  if (typeof tree !== "object" || tree === null) return [[path, tree]];
  return Object.entries(tree).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
}

const said = (leaf: unknown) => (typeof leaf === "function" ? String((leaf as (...all: unknown[]) => unknown)("1", "2", "3", "4")) : String(leaf));

describe("the catalogues", () => {
  it("have the same keys, and each the same kind of text", () => {
    const [ours, theirs] = [leaves(pt), leaves(en)];
    expect(theirs.map(([path, leaf]) => `${path} ${typeof leaf}`)).toEqual(ours.map(([path, leaf]) => `${path} ${typeof leaf}`));
  });

  it("say something everywhere, without exclamation marks or holes", () => {
    for (const [path, leaf] of [...leaves(pt), ...leaves(en)]) {
      expect(said(leaf), path).not.toMatch(/!|undefined|NaN|\[object/);
      expect(said(leaf).trim(), path).not.toBe("");
    }
  });

  it("use each parameter they are given", () => {
    for (const [path, leaf] of leaves(pt)) {
      if (typeof leaf !== "function") continue;
      const marks = Array.from({ length: leaf.length }, (_, i) => `<${i}>`);
      const plain = (leaf as (...all: unknown[]) => string)(...marks);
      for (const mark of marks) expect(plain, path).toContain(mark);
    }
  });
});
