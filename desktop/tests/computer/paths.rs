//! The folders.

use alfa_desktop::paths::{Paths, PathsError};
use std::fs;

#[test]
fn one_folder_holds_everything_and_is_made() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("a/b");
    let paths = Paths::resolve_in(Some(root.as_os_str())).unwrap();
    for folder in [&paths.data, &paths.recordings, &paths.models, &paths.cache, &paths.logs] {
        assert!(folder.is_dir() && folder.starts_with(&root), "{}", folder.display());
    }
    for file in [&paths.database, &paths.settings] {
        assert!(file.starts_with(&root) && file.parent().unwrap().is_dir() && !file.exists());
    }
    assert_eq!(Paths::resolve_in(Some(root.as_os_str())).unwrap(), paths);
}

#[cfg(unix)]
#[test]
fn new_folders_are_this_users_alone_and_old_ones_stay_as_they_are() {
    use std::os::unix::fs::PermissionsExt;
    let outer = tempfile::tempdir().unwrap();
    fs::set_permissions(outer.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let paths = Paths::resolve_in(Some(outer.path().as_os_str())).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&paths.recordings), 0o700);
    assert_eq!(mode(outer.path()), 0o755);
}

#[test]
fn what_stands_in_the_way_is_named() {
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("arquivo");
    fs::write(&file, "x").unwrap();
    let error = Paths::resolve_in(Some(file.as_os_str())).unwrap_err();
    assert!(matches!(&error, PathsError::NotMade { path, .. } if *path == file), "{error}");
    let below = file.join("dados");
    assert!(matches!(Paths::resolve_in(Some(below.as_os_str())), Err(PathsError::NotMade { .. })));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_nothing_can_be_written_in_is_named() {
    // Not even the superuser makes files there.
    let error = Paths::resolve_in(Some("/proc/self".as_ref())).unwrap_err();
    assert!(matches!(error, PathsError::NotWritable { .. } | PathsError::NotMade { .. }), "{error}");
}
