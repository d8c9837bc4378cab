//! Tauri's build step, with the names of our own commands, so that each window is allowed only those it needs.

use std::path::Path;

/// Shown where the page has not been built: the shell builds all the same.
const NO_PAGE: &str = "<!doctype html><meta charset=utf-8><title>ALFA</title><p>A página da ALFA não foi construída. Rode <code>cargo xtask run</code>.";

fn main() {
    println!("cargo:rerun-if-changed=src/commands.rs");
    let page = Path::new("../ui/dist");
    if !page.join("index.html").exists() {
        let written = std::fs::create_dir_all(page).and_then(|()| std::fs::write(page.join("index.html"), NO_PAGE));
        if let Err(error) = written {
            println!("cargo:warning=ui/dist: {error}");
        }
    }
    let text = std::fs::read_to_string("src/commands.rs").unwrap_or_default();
    let names =
        text.lines().filter_map(|line| line.strip_prefix("    fn ")?.split_once('(').map(|(name, _)| name.to_owned()));
    let names: Vec<&'static str> = names.map(|name| &*name.leak()).collect();
    let manifest = tauri_build::AppManifest::new().commands(names.leak());
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
