//! The packages for this system: `.deb` and `.rpm` on Linux (and an AppImage where its tool can be fetched), `.dmg` on macOS, `.msi` on Windows.

use crate::packages::BUILD;
use crate::page;
use crate::steps::{self, Outcome, Steps, Stopped};
use crate::system;
use crate::workspace::Workspace;
use std::fs;
use std::path::Path;

/// whisper.cpp for every computer of the kind, not for this very one; the variable alone rebuilds nothing, so that packages have a target
/// folder of their own.
const PORTABLE: (&str, &str) = ("GGML_NATIVE", "OFF");
const TARGET: &str = "package";

/// Builds them. What cannot be made here is said and left out.
pub fn package(workspace: &Workspace, steps: &mut Steps) -> Result<(), Stopped> {
    steps.must("Pacotes do sistema", || system::provide(BUILD))?;
    let Some(page) = page::build(workspace, steps) else {
        return Err(Stopped("Sem a página não há pacote.".to_owned()));
    };
    let target = workspace.target.join(TARGET);
    steps.must("Compilação para qualquer computador (leva vários minutos)", || {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--release", "--workspace"]).env("CARGO_TARGET_DIR", &target).env(PORTABLE.0, PORTABLE.1);
        steps::run(&mut cargo)
    })?;
    let alfa = target.join("release").join(format!("alfa{}", std::env::consts::EXE_SUFFIX));
    // as a file: between npm and the bundler stand shells, each with quotes of its own
    let more = target.join("alfa-bundle.json");
    if let Err(error) = fs::write(&more, config(&alfa)) {
        return Err(Stopped(format!("{}: {error}", more.display())));
    }
    for kind in kinds() {
        steps.step(&format!("Pacote {kind}"), || {
            let mut tauri = page.npm(&["exec", "--", "tauri", "bundle", "--bundles", kind, "--config"]);
            tauri.arg(&more).env("CARGO_TARGET_DIR", &target);
            // npm finds the bundler in the window's folder, and the bundler the shell by these
            tauri.env("TAURI_APP_PATH", workspace.root.join("src-tauri")).env("TAURI_FRONTEND_PATH", workspace.ui());
            match steps::run(&mut tauri) {
                // its tool is fetched from outside, which not every computer can
                Outcome::Failed if *kind == "appimage" => {
                    Outcome::Skipped("o AppImage precisa de uma ferramenta da internet".to_owned())
                }
                outcome => outcome,
            }
        });
    }
    steps::say(&format!("\nOs pacotes estão em {}.", target.join("release").join("bundle").display()));
    steps.summary()
}

fn kinds() -> &'static [&'static str] {
    if cfg!(target_os = "macos") {
        &["dmg"]
    } else if cfg!(windows) {
        &["msi"]
    } else {
        &["deb", "rpm", "appimage"]
    }
}

/// The command line travels with the window.
fn config(alfa: &Path) -> String {
    let path = alfa.display().to_string().replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        r#"{{"bundle":{{"linux":{{"deb":{{"files":{{"/usr/bin/alfa":"{path}"}}}},"rpm":{{"files":{{"/usr/bin/alfa":"{path}"}}}},"appimage":{{"files":{{"/usr/bin/alfa":"{path}"}}}}}}}}}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::config;
    use std::path::Path;

    #[test]
    fn a_path_with_quotes_stays_one_text() {
        assert!(config(Path::new("/a\"b/alfa")).contains(r#""/usr/bin/alfa":"/a\"b/alfa""#));
    }
}
