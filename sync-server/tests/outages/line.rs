//! A TCP line that can be cut or fall silent.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Through,
    /// Nothing comes and nothing breaks: as a cable that was pulled out.
    Silent,
    /// What stands breaks, and nothing new can be had.
    Cut,
}

pub struct Line {
    pub port: u16,
    state: watch::Sender<State>,
}

impl Line {
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let (sender, state) = watch::channel(State::Through);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, SocketAddr::from(([127, 0, 0, 1], port)), state.clone()));
            }
        });
        Self { port: own, state: sender }
    }

    pub fn set(&self, state: State) {
        self.state.send_replace(state);
    }
}

async fn carry(from: TcpStream, to: SocketAddr, mut state: watch::Receiver<State>) -> Option<()> {
    state.wait_for(|state| *state != State::Silent).await.ok()?;
    if *state.borrow() == State::Cut {
        return None;
    }
    let to = TcpStream::connect(to).await.ok()?;
    let ((from_reader, from_writer), (to_reader, to_writer)) = (from.into_split(), to.into_split());
    tokio::select! {
        _ = copy(from_reader, to_writer, state.clone()) => {}
        _ = copy(to_reader, from_writer, state.clone()) => {}
        _ = state.wait_for(|state| *state == State::Cut) => {}
    }
    Some(())
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<State>) -> Option<()> {
    let mut bytes = vec![0; 64 << 10];
    loop {
        let count = from.read(&mut bytes).await.ok().filter(|count| *count > 0)?;
        state.wait_for(|state| *state != State::Silent).await.ok()?;
        to.write_all(&bytes[..count]).await.ok()?;
    }
}
