//! The server as a process: `as-server <database> <port> <mail folder> <guard to leave out>`.

use alfa_sync_server::{App, Background, Config, service};

/// As the outside calls it: the same over all restarts, because it stands in tokens.
pub const PUBLIC: &str = "http://127.0.0.1:1";

pub fn run(words: &[String]) {
    let [database, port, mails, without] = words else { panic!("{words:?}") };
    let config = Config::read(None, |name| match name {
        "DATABASE_URL" => Some(database.clone()),
        "ALFA_SERVER_SIGNING_KEY" | "ALFA_SERVER_SECRET_KEY" => {
            Some("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned())
        }
        "ALFA_SERVER_PUBLIC_URL" => Some(PUBLIC.to_owned()),
        "ALFA_SERVER_LISTEN" => Some(format!("127.0.0.1:{port}")),
        "ALFA_SERVER_MAIL_FOLDER" => Some(mails.clone()),
        "ALFA_SERVER_STORAGE_FOLDER" => Some(format!("{mails}-storage")),
        // the play is of sync; its alerts are nobody's to watch
        "ALFA_SERVER_WATCH" => Some("false".to_owned()),
        _ => None,
    });
    let config = config.unwrap();
    super::processes::end_with_parent();
    super::block_on(async {
        let listen = config.listen;
        let mut app = App::start(config).await.unwrap();
        match without.as_str() {
            "cursor" => app.guards_mut().cursor = false,
            "dedup" => app.guards_mut().dedup = false,
            "gap" => app.guards_mut().gap = false,
            _ => {}
        }
        let listener = tokio::net::TcpListener::bind(listen).await.unwrap();
        let _background = Background::start(&app);
        axum::serve(listener, service(app)).await.unwrap();
    });
}
