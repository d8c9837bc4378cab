//! Between server and Postgres a pooler of other people's making: pgbouncer, as docs/SERVER.md says it must be set up.

use crate::client::{Computer, account};
use crate::processes::{Postgres, Server, folder, free_port};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Pooler {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Pooler {
    fn before(postgres: &Postgres) -> Self {
        let (folder, port) = (folder(), free_port());
        let file = folder.path().join("pgbouncer.ini");
        let settings = format!(
            "[databases]\npostgres = host=127.0.0.1 port={} dbname=postgres user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = session\nignore_startup_parameters = extra_float_digits,options\ndefault_pool_size = 40\n",
            postgres.port()
        );
        std::fs::write(&file, settings).unwrap();
        // where it lies is not on everybody's path
        let program = Some("/usr/sbin/pgbouncer").filter(|path| Path::new(path).exists()).unwrap_or("pgbouncer");
        let mut command = Command::new(program);
        let id = Command::new("id").arg("-u").output().unwrap();
        if id.stdout == b"0\n" {
            // it does not run as root
            command.args(["-u", "nobody"]);
        }
        let process = command.arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let process = process.expect("pgbouncer is installed");
        let end = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "pgbouncer does not come up");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { process, port, _folder: folder }
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_in_session_mode_everything_is_as_without() {
    let postgres = Postgres::start().await;
    let pooler = Pooler::before(&postgres);
    let folder = postgres.folder.path();
    let start = || Server::start(folder, &postgres.url_at(pooler.port), &[("ALFA_SERVER_SHUTDOWN_NOTICE_S", "0")]);
    let mut server = start();
    server.answers(200).await;
    // the mail comes by a job
    account(&server.url(), folder, "ana@exemplo.com").await;
    let mut computer = Computer::sign_in(&server.url(), "ana@exemplo.com").await;
    for _ in 0..5 {
        let ops = computer.messages(40);
        assert_eq!(computer.push(&ops).await.status, 200);
    }
    assert_eq!(computer.all().await.len(), 200);
    // it migrates nothing again, and what one instance held another can take
    server.signal("TERM");
    assert!(server.ended().await.success());
    let again = start();
    again.answers(200).await;
    let computer = computer.at(again.url());
    assert_eq!(computer.all().await.len(), 200);
}
