use std::{collections::VecDeque, time::Duration};

use zeroize::Zeroizing;

use super::{Capture, Device, Picture};
use crate::{Condition, TimerId};

/// Names one HTTP exchange of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExchangeId(pub(crate) u32);

impl ExchangeId {
    /// The number, for a transport that keeps its own table.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// An HTTP method. The secure biometric interface has its own, which are case-sensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Ask.
    Get,
    /// Send.
    Post,
    /// Secure biometric interface: which devices are there.
    MosipDiscover,
    /// Secure biometric interface: what they are.
    MosipInfo,
    /// Secure biometric interface: live pictures.
    MosipStream,
    /// Secure biometric interface: capture for registration, unencrypted.
    MosipRegistrationCapture,
}

impl Method {
    /// As it stands in the request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::MosipDiscover => "MOSIPDISC",
            Self::MosipInfo => "MOSIPDINFO",
            Self::MosipStream => "STREAM",
            Self::MosipRegistrationCapture => "RCAPTURE",
        }
    }
}

/// An HTTP request to make, without credentials and without following redirects elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// What to do.
    pub method: Method,
    /// The whole address, always on this computer.
    pub url: String,
    /// Value of the `Content-Type` header, where there is a body.
    pub content_type: Option<&'static str>,
    /// The body; empty for none.
    pub body: String,
    /// The body of the answer is to be told in [`Event::Chunk`]s as it comes, then [`Event::StreamEnded`].
    pub streamed: bool,
}

// Bodies may hold a licence or a handshake, and addresses a session's proof.
impl std::fmt::Debug for HttpRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        write!(formatter, "{} {url} ({} bytes)", self.method.as_str(), self.body.len())
    }
}

/// The answer to an [`HttpRequest`] that was not streamed.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// Status code.
    pub status: u16,
    /// The whole body.
    pub body: Zeroizing<Vec<u8>>,
}

/// Why an HTTP request or a socket came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// Nothing answered: no service is there, or its certificate is not accepted (a browser tells no more).
    #[error("nothing answered")]
    NoAnswer,
    /// The browser keeps the page from this computer's services (Local Network Access was denied).
    #[error("the browser blocked the request")]
    Blocked,
    /// The time given is over.
    #[error("the service did not answer in time")]
    TimedOut,
}

/// A message of a WebSocket.
#[derive(Clone, PartialEq, Eq)]
pub enum SocketMessage {
    /// Text.
    Text(Zeroizing<String>),
    /// Bytes.
    Binary(Zeroizing<Vec<u8>>),
}

/// What happened, as told to a [`super::Service`].
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// An exchange is done, whatever its status.
    Answered {
        /// Which.
        id: ExchangeId,
        /// The answer.
        response: HttpResponse,
    },
    /// Part of a streamed body arrived.
    Chunk {
        /// Of which exchange.
        id: ExchangeId,
        /// The bytes.
        bytes: Zeroizing<Vec<u8>>,
    },
    /// A streamed body is over.
    StreamEnded(ExchangeId),
    /// An exchange came to nothing.
    Failed {
        /// Which.
        id: ExchangeId,
        /// Why.
        error: HttpError,
    },
    /// The socket is open.
    SocketOpened,
    /// The socket brought a message.
    SocketReceived(SocketMessage),
    /// The socket could not be opened, or was closed.
    SocketClosed(HttpError),
    /// A wait is over.
    Elapsed(TimerId),
}

// What was read may be pixels, which have no place in logs.
impl std::fmt::Debug for Event {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Answered { id, response } => {
                write!(formatter, "Answered({}, {}, {} bytes)", id.0, response.status, response.body.len())
            }
            Self::Chunk { id, bytes } => write!(formatter, "Chunk({}, {} bytes)", id.0, bytes.len()),
            Self::StreamEnded(id) => write!(formatter, "StreamEnded({})", id.0),
            Self::Failed { id, error } => write!(formatter, "Failed({}, {error:?})", id.0),
            Self::SocketOpened => formatter.write_str("SocketOpened"),
            Self::SocketReceived(message) => write!(formatter, "SocketReceived({message:?})"),
            Self::SocketClosed(error) => write!(formatter, "SocketClosed({error:?})"),
            Self::Elapsed(timer) => write!(formatter, "Elapsed({timer:?})"),
        }
    }
}

impl std::fmt::Debug for SocketMessage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(formatter, "{} characters", text.len()),
            Self::Binary(bytes) => write!(formatter, "{} bytes", bytes.len()),
        }
    }
}

/// How to lay the finger better, as the scanner sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Advice {
    PressHarder,
    PressLighter,
    CleanPlaten,
    Centre,
    MoveDown,
    MoveUp,
    MoveLeft,
    MoveRight,
    Straighten,
    KeepStill,
    Slower,
    Faster,
    DryFinger,
    CoverMore,
    NotAFinger,
}

/// What a [`super::Service`] wants done, or has found out.
#[derive(Debug, PartialEq)]
pub enum Output {
    /// Make this request, and tell its outcome. Several may be under way at once.
    Http {
        /// To be named in the outcome.
        id: ExchangeId,
        /// What to do.
        request: HttpRequest,
        /// Report [`HttpError::TimedOut`] when nothing more came for this long.
        timeout: Duration,
    },
    /// Break off this exchange; nothing more is to be told of it.
    Abandon(ExchangeId),
    /// Open the one socket of this session.
    Connect(String),
    /// Send this over the socket.
    Send(SocketMessage),
    /// Close the socket.
    Disconnect,
    /// Tell [`Event::Elapsed`] after this long.
    Wait {
        /// To be named in the event.
        timer: TimerId,
        /// How long.
        duration: Duration,
    },
    /// The scanners there are now, in place of those told of before.
    Found(Vec<Device>),
    /// A live picture, for the screen and never to be stored.
    Frame(Picture),
    /// How to lay the finger better.
    Advice(Advice),
    /// What was ordered.
    Captured(Capture),
    /// Something the person at the desk must know.
    Condition(Condition),
    /// The session is over. Nothing follows.
    Ended,
}

/// Outputs in order, and the numbers already given away.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: VecDeque<Output>,
    numbers: u32,
}

impl Outbox {
    pub(crate) fn tell(&mut self, output: Output) {
        self.queue.push_back(output);
    }

    pub(crate) fn condition(&mut self, condition: Condition) {
        self.tell(Output::Condition(condition));
    }

    pub(crate) fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }

    pub(crate) fn http(&mut self, request: HttpRequest, timeout: Duration) -> ExchangeId {
        let id = ExchangeId(self.number());
        self.tell(Output::Http { id, request, timeout });
        id
    }

    pub(crate) fn wait(&mut self, duration: Duration) -> TimerId {
        let timer = TimerId(self.number());
        self.tell(Output::Wait { timer, duration });
        timer
    }

    fn number(&mut self) -> u32 {
        self.numbers = self.numbers.wrapping_add(1);
        self.numbers
    }
}
