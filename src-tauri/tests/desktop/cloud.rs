//! ALFA's cloud as a program of its own, with everything it needs in a folder.

use crate::computer::until;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Cloud {
    server: Child,
    folder: tempfile::TempDir,
    pub url: String,
}

impl Cloud {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Postgres does not run as root: its own user must be able to go there
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = format!("http://{listen}");
        let program = Path::new(env!("CARGO_BIN_EXE_alfa-app")).with_file_name("alfa-sync-server");
        let mut command = Command::new(program);
        command.args(["serve", "--private"]).arg(folder.path()).env_remove("DATABASE_URL");
        command.env("ALFA_SERVER_LISTEN", listen.to_string()).env("ALFA_SERVER_PUBLIC_URL", &url);
        let server = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let cloud = Self { server, folder, url };
        until("the cloud serves", || std::net::TcpStream::connect(listen).is_ok());
        cloud
    }

    fn mails(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// The code in the first mail that has one.
    pub fn mailed_code(&self) -> String {
        let code = || {
            let files = std::fs::read_dir(self.mails()).ok()?.flatten();
            let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
            let mut lines =
                texts.flat_map(|text| text.replace("=\r\n", "").lines().map(str::to_owned).collect::<Vec<_>>());
            lines.find(|line| line.trim().len() == 43 && !line.trim().contains(' '))
        };
        until("a code is mailed", || code().is_some());
        code().unwrap().trim().to_owned()
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        // asked to end, it ends its Postgres too
        let _ = Command::new("kill").arg(self.server.id().to_string()).status();
        let _ = self.server.wait();
    }
}
