//! The WebSocket that says when the head moved.

use crate::cloud::Cloud;
use crate::sync::Device;
use alfa_sync::{Collection, Kind};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn listen(cloud: &Cloud, token: &str) -> Result<Socket, Error> {
    let url = format!("{}/v1/sync/live", cloud.url.replace("http://", "ws://"));
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    connect_async(request).await.map(|(socket, _)| socket)
}

async fn hears(socket: &mut Socket) -> Message {
    tokio::time::timeout(Duration::from_secs(20), socket.next()).await.unwrap().unwrap().unwrap()
}

fn head(message: &Message) -> i64 {
    serde_json::from_str::<Value>(message.to_text().unwrap()).unwrap()["head"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_hears_that_another_of_its_account_pushed_and_nothing_more() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    cloud.account("bia@exemplo.com").await;
    let (mut home, work) =
        (Device::start(&cloud, "ana@exemplo.com").await, Device::start(&cloud, "ana@exemplo.com").await);
    let mut stranger = Device::start(&cloud, "bia@exemplo.com").await;
    let mut socket = listen(&cloud, &work.signed.access).await.unwrap();
    let mut hers = listen(&cloud, &stranger.signed.access).await.unwrap();
    let first = home.op(Collection::Messages, 1, Kind::Put, 1);
    home.pushed(&cloud, &[first]).await;
    assert_eq!(hears(&mut socket).await.into_text().unwrap().as_str(), "{\"head\":1}");
    // several that come close together are one
    for entity in 2..=20 {
        let op = home.op(Collection::Messages, entity, Kind::Put, 1);
        home.pushed(&cloud, &[op]).await;
    }
    let mut pokes = 0;
    loop {
        pokes += 1;
        if head(&hears(&mut socket).await) == 20 {
            break;
        }
    }
    assert!(pokes < 19, "{pokes} pokes for 19 pushes");
    // hers is of her own change, which is the first
    let own = stranger.op(Collection::Messages, 1, Kind::Put, 1);
    stranger.pushed(&cloud, &[own]).await;
    assert_eq!(head(&hears(&mut hers).await), 1);
    hers.send(Message::Ping(b"vivo".to_vec().into())).await.unwrap();
    assert_eq!(hears(&mut hers).await, Message::Pong(b"vivo".to_vec().into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_says_so_and_nobody_listens_unasked() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let device = Device::start(&cloud, "ana@exemplo.com").await;
    match listen(&cloud, "nenhum").await.unwrap_err() {
        Error::Http(response) => assert_eq!(response.status(), 401),
        other => panic!("{other}"),
    }
    let mut socket = listen(&cloud, &device.signed.access).await.unwrap();
    // this one's task must have begun before the server goes
    socket.send(Message::Ping(Vec::new().into())).await.unwrap();
    assert!(hears(&mut socket).await.is_pong());
    cloud.app.ending.begin();
    let Message::Close(Some(goodbye)) = hears(&mut socket).await else { panic!("no goodbye") };
    assert_eq!(u16::from(goodbye.code), 1012);
    let refused = cloud.get("/v1/sync/live", &device.signed.access).await;
    assert_eq!((refused.0, &refused.1["code"]), (426, &json!("websocket_only")));
}
