//! The one socket of a session with a service.

use futures::channel::mpsc::UnboundedSender;
use js_sys::{ArrayBuffer, Uint8Array};
use leptos::task::spawn_local;
use scanners::service::{Event, HttpError, SocketMessage};
use wasm_bindgen::JsCast as _;
use web_sys::{BinaryType, Event as DomEvent, MessageEvent, WebSocket};
use zeroize::Zeroizing;

use super::access::Access;
use crate::scanner::listening::Listening;

/// An open socket; it is closed when dropped, and tells nothing more.
pub struct Socket {
    socket: WebSocket,
    _listening: [Option<Listening>; 3],
}

impl Socket {
    /// Opens it; what happens on it is told to `happens`. None if the browser will not even try.
    pub fn open(url: &str, happens: &UnboundedSender<Event>) -> Option<Self> {
        let socket = WebSocket::new(url).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let tell = |happens: &UnboundedSender<Event>, event| {
            // A session that has ended waits for nothing.
            let _ = happens.unbounded_send(event);
        };
        let (opened, received, closed) = (happens.clone(), happens.clone(), happens.clone());
        let listening = [
            Listening::start(&socket, "open", move |_: DomEvent| tell(&opened, Event::SocketOpened)),
            Listening::start(&socket, "message", move |message: MessageEvent| {
                if let Some(message) = read(&message) {
                    tell(&received, Event::SocketReceived(message));
                }
            }),
            // It comes after every error too.
            Listening::start(&socket, "close", move |_: DomEvent| {
                let closed = closed.clone();
                spawn_local(async move { tell(&closed, Event::SocketClosed(why_closed().await)) });
            }),
        ];
        Some(Self { socket, _listening: listening })
    }

    /// Sends `message`; a socket that has closed says so itself.
    pub fn send(&self, message: &SocketMessage) {
        let _ = match message {
            SocketMessage::Text(text) => self.socket.send_with_str(text),
            SocketMessage::Binary(bytes) => self.socket.send_with_u8_array(bytes),
        };
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // One that has closed needs no closing.
        let _ = self.socket.close();
    }
}

async fn why_closed() -> HttpError {
    Access::why_failed().await
}

/// The message; the browser's own copy of bytes is wiped.
fn read(message: &MessageEvent) -> Option<SocketMessage> {
    let data = message.data();
    if let Some(text) = data.as_string() {
        return Some(SocketMessage::Text(Zeroizing::new(text)));
    }
    let view = Uint8Array::new(&data.dyn_into::<ArrayBuffer>().ok()?.into());
    let bytes = Zeroizing::new(view.to_vec());
    view.fill(0, 0, view.length());
    Some(SocketMessage::Binary(bytes))
}
