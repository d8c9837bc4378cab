//! The window's half of the commands, made from ours. `ALFA_WRITE_TYPES=1 cargo test` writes it; every other test run compares it.

use crate::commands::{Signature, signatures};
use alfa_desktop::resident::view::declarations;
use std::path::Path;
use ts_rs::Config;

const HEAD: &str = r#"/** Generated from the program's own commands: do not edit. */
import type * as w from "./wire";

type NamesOf<Parameters extends readonly unknown[]> = { readonly [K in keyof Parameters]: string };

"#;

const TAIL: &str = r#"
export type MethodName = keyof Methods;
export const METHOD_NAMES = Object.keys(PARAMETERS) as MethodName[];

/** "talkPress" is the command "talk_press". */
export function commandName(method: MethodName): string {
  return method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
"#;

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| text + &word[..1].to_uppercase() + &word[1..])
}

/// Types of ours live in `wire.ts`.
fn foreign(name: &str) -> String {
    let builtin = ["string", "number", "boolean", "null"];
    if let Some(inner) = name.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
        return format!("{}[]", foreign(inner));
    }
    if let Some((one, other)) = name.split_once(" | ") {
        return format!("{} | {}", foreign(one), foreign(other));
    }
    if builtin.contains(&name) { name.to_owned() } else { format!("w.{name}") }
}

fn methods() -> String {
    let config = Config::new().with_large_int("number");
    let all: Vec<Signature> = signatures(&config);
    let mut text = HEAD.to_owned();
    text += "/**\n * All that the window can ask of the program below it. Each method rejects with a `Problem`.\n *\n * Through Tauri a method is the command of the same name in snake_case and its parameters go by the names in `PARAMETERS`.\n */\n";
    text += "export interface Methods {\n";
    for method in &all {
        let docs: Vec<&str> = method.docs.iter().map(|line| line.trim()).collect();
        text += &format!("  /** {} */\n", docs.join(" "));
        let parameters: Vec<String> =
            method.parameters.iter().map(|(name, of)| format!("{}: {}", camel(name), foreign(of))).collect();
        text +=
            &format!("  {}({}): Promise<{}>;\n", camel(method.name), parameters.join(", "), foreign(&method.returns));
    }
    text +=
        "}\n\n/** The names under which each method's parameters go to the command. */\nexport const PARAMETERS = {\n";
    for method in &all {
        let names: Vec<String> = method.parameters.iter().map(|(name, _)| format!("\"{}\"", camel(name))).collect();
        text += &format!("  {}: [{}],\n", camel(method.name), names.join(", "));
    }
    text += "} as const satisfies { readonly [M in keyof Methods]: NamesOf<Parameters<Methods[M]>> };\n";
    text + TAIL
}

fn is_current(name: &str, made: &str) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/shared/backend").join(name);
    if std::env::var_os("ALFA_WRITE_TYPES").is_some() {
        std::fs::write(&path, made).unwrap();
    }
    std::fs::read_to_string(path).unwrap_or_default() == made
}

#[test]
fn the_window_knows_our_types() {
    assert!(is_current("wire.ts", &declarations()), "run ALFA_WRITE_TYPES=1 cargo test -p alfa-shell");
}

#[test]
fn the_window_knows_our_commands() {
    assert!(is_current("methods.ts", &methods()), "run ALFA_WRITE_TYPES=1 cargo test -p alfa-shell");
}
