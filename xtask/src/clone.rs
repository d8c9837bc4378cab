//! One target folder for several clones: dependencies are shared, ALFA's own crates are not.
//!
//! Cargo names a workspace's own crates by their place in it and tells what is old by the files' times alone. What another clone built
//! later would therefore pass for this clone's, with that clone's text and paths.

use std::fs;
use std::io;
use std::path::Path;

/// The file in the target folder that names the clone that built last.
const LAST: &str = "alfa-clone";
/// How the names of ALFA's own packages begin.
const OWN: [&str; 2] = ["alfa-", "xtask-"];

/// Makes `target` the folder of the clone at `root`: if another one built there last, what it built of ALFA's own crates is forgotten.
/// Gives whether that was so.
pub fn claim(target: &Path, root: &Path) -> io::Result<bool> {
    let last = target.join(LAST);
    let here = root.to_string_lossy();
    match fs::read_to_string(&last) {
        Ok(clone) if clone == here => return Ok(false),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut forgotten = false;
    for profile in ["debug", "release"] {
        let fingerprints = match fs::read_dir(target.join(profile).join(".fingerprint")) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in fingerprints {
            let entry = entry?;
            let name = entry.file_name();
            if OWN.iter().any(|own| name.to_string_lossy().starts_with(own)) {
                fs::remove_dir_all(entry.path())?;
                forgotten = true;
            }
        }
    }
    fs::create_dir_all(target)?;
    fs::write(last, here.as_bytes())?;
    Ok(forgotten)
}
