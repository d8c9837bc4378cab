//! A Postgres of one's own in a folder, on this computer only: for development and tests. A server that others rely on has its own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A cluster that runs until it is dropped or stopped.
#[derive(Debug)]
pub struct PrivatePostgres {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
    durable: bool,
}

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// There is no Postgres on this computer.
    #[error("Postgres is not installed (looked for initdb in /usr/lib/postgresql/*/bin and in PATH)")]
    Missing,
    /// The system.
    #[error(transparent)]
    System(#[from] std::io::Error),
    /// One of its programs.
    #[error("{program} failed: {output}")]
    Program {
        /// Which.
        program: String,
        /// What it said.
        output: String,
    },
}

/// The folder of the newest version's programs.
fn programs() -> Result<PathBuf, PostgresError> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").exists())
        .collect();
    found.sort();
    let in_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    };
    found.pop().map(|(_, folder)| folder).or_else(in_path).ok_or(PostgresError::Missing)
}

/// Postgres refuses to run as root: its own user does then.
fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|metadata| {
        #[cfg(unix)]
        {
            std::os::unix::fs::MetadataExt::uid(&metadata) == 0
        }
        #[cfg(not(unix))]
        {
            let _ = metadata;
            false
        }
    })
}

impl PrivatePostgres {
    /// Starts the cluster of a folder on a free port, or on this one, and makes it before where there is none. One that is not `durable` may
    /// lose data with the power: for tests.
    ///
    /// # Errors
    /// [`PostgresError`]
    pub fn start(folder: &Path, port: Option<u16>, durable: bool) -> Result<Self, PostgresError> {
        std::fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let free = || TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map(|at| at.port());
        let port = port.map_or_else(free, Ok)?;
        let postgres = Self { programs: programs()?, port, durable, folder };
        if is_root() {
            let given = Command::new("chown").arg("-R").arg("postgres").arg(&postgres.folder).output()?;
            done("chown", &given)?;
        }
        let data = postgres.folder.join("data");
        if !data.join("PG_VERSION").exists() {
            let mut init = postgres.program("initdb");
            init.arg("-D").arg(&data).args([
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]);
            done("initdb", &init.output()?)?;
        }
        if data.join("postmaster.pid").exists() {
            // left by a server that was killed
            postgres.stop("fast");
        }
        postgres.resume()?;
        Ok(postgres)
    }

    /// Where the database of a folder is, if it runs.
    pub fn running(folder: &Path) -> Option<String> {
        let lock = std::fs::read_to_string(folder.join("data").join("postmaster.pid")).ok()?;
        let port: u16 = lock.lines().nth(3)?.trim().parse().ok()?;
        Some(at(port))
    }

    /// Starts a copy of it in another folder, which follows it by streaming replication and can only be read.
    ///
    /// # Errors
    /// [`PostgresError`]
    pub fn replica(&self, folder: &Path) -> Result<Self, PostgresError> {
        std::fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let replica = Self { programs: self.programs.clone(), port, durable: self.durable, folder };
        if is_root() {
            let given = Command::new("chown").arg("-R").arg("postgres").arg(&replica.folder).output()?;
            done("chown", &given)?;
        }
        let mut copy = replica.program("pg_basebackup");
        copy.arg("-D").arg(replica.folder.join("data"));
        copy.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres"]);
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]);
        done("pg_basebackup", &copy.output()?)?;
        replica.resume()?;
        Ok(replica)
    }

    /// Starts it again after [`Self::kill`].
    ///
    /// # Errors
    /// [`PostgresError`]
    pub fn resume(&self) -> Result<(), PostgresError> {
        let quick = if self.durable { "" } else { "-F " };
        let folder = self.folder.display();
        let options = format!(
            "{quick}-c listen_addresses=127.0.0.1 -p {} -c unix_socket_directories={folder} -c max_connections=120",
            self.port
        );
        let mut start = self.program("pg_ctl");
        start.arg("-D").arg(self.folder.join("data")).args(["-w", "-s", "-o", &options, "-l"]);
        start.arg(self.folder.join("log")).arg("start");
        // its children keep what they are given open
        let status = start
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()?;
        if status.success() {
            return Ok(());
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(PostgresError::Program { program: "pg_ctl".to_owned(), output: log })
    }

    /// Where its database is.
    pub fn url(&self) -> String {
        at(self.port)
    }

    /// Ends it as loss of power would.
    pub fn kill(&self) {
        self.stop("immediate");
    }

    fn stop(&self, mode: &str) {
        let mut stop = self.program("pg_ctl");
        let _ = stop.arg("-D").arg(self.folder.join("data")).args(["-w", "-s", "-m", mode, "stop"]).output();
    }

    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(&self.folder);
        command
    }
}

fn at(port: u16) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        self.stop("fast");
    }
}

fn done(program: &str, output: &Output) -> Result<(), PostgresError> {
    if output.status.success() {
        return Ok(());
    }
    let said = [&output.stdout[..], &output.stderr].concat();
    Err(PostgresError::Program { program: program.to_owned(), output: String::from_utf8_lossy(&said).into_owned() })
}
