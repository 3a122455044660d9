//! Everything that can go wrong, and the one place where it becomes an HTTP answer.

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use wire::{Code, Problem};

/// Why a request, or a command, could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is at fault: the answer says how.
    #[error(transparent)]
    Refused(#[from] Problem),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The database's layout could not be brought up to date.
    #[error(
        "the database could not be brought up to date: {0} (a data folder of an earlier pre-release cannot be \
         used on: start over with a new one)"
    )]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Something sealed could not be opened.
    #[error(transparent)]
    Vault(#[from] crate::vault::VaultError),
    /// The address of the store of sealed images is none.
    #[error("--blobs is like s3://bucket/prefix?endpoint=https://s3.example&region=eu-west-1; {why}")]
    BlobAddress {
        /// What is wrong with it.
        why: String,
    },
    /// The store of sealed images failed.
    #[error("the image store failed: {0}")]
    Objects(#[from] object_store::Error),
    /// The matchers could not be reached.
    #[error(transparent)]
    Matchers(#[from] crate::matchers::channel::ChannelError),
    /// A stored record is not what this version writes.
    #[error("a stored {what} cannot be read: {why}")]
    Stored {
        /// Which kind of record.
        what: &'static str,
        /// What is wrong with it; never its content.
        why: String,
    },
    /// A calculation beside the request died.
    #[error("a calculation was cut off: {0}")]
    Calculation(#[from] tokio::task::JoinError),
    /// A search died before its end: what it found till then would pass for less than there is.
    #[error("a search was cut off")]
    SearchCutOff,
    /// The certificate, or its key.
    #[error("the certificate: {0}")]
    Tls(String),
    /// A request of the server's own brought nothing.
    #[error("not delivered: {0}")]
    NotDelivered(#[from] crate::outbound::NotDelivered),
    /// A file or a socket.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// A stored record that cannot be read.
    pub(crate) fn stored(what: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        // serde's words may quote the content, which must not reach a log: only its kind and place do.
        move |error| Self::Stored {
            what,
            why: format!("{:?} at {}:{}", error.classify(), error.line(), error.column()),
        }
    }

    /// The same, for a file or socket.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

/// The HTTP status that goes with a problem.
fn status(code: Code) -> StatusCode {
    match code {
        Code::NotSignedIn | Code::LinkSpent | Code::SignInFailed | Code::CodeSpent => {
            StatusCode::UNAUTHORIZED
        }
        Code::NotAllowed | Code::EnrolFirst | Code::ConfirmFirst | Code::DeviceNeeded => {
            StatusCode::FORBIDDEN
        }
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Conflict | Code::Already | Code::Answered | Code::Erased | Code::UnderHold => {
            StatusCode::CONFLICT
        }
        Code::Busy => StatusCode::TOO_MANY_REQUESTS,
        Code::SearchesFull => StatusCode::SERVICE_UNAVAILABLE,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::Invalid
        | Code::PolicyRefuses
        | Code::PacketRefused
        | Code::UnreadableImage
        | Code::ResolutionNeeded
        | Code::NoPrint
        | Code::Altered => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = match self {
            Self::Refused(problem) => problem,
            fault => {
                tracing::error!(%fault, "request failed");
                Problem::new(
                    Code::Internal,
                    "The server failed. Nothing was changed. Its log says why, under this answer's x-request-id.",
                )
            }
        };
        let retry_after = problem.retry_after;
        let mut response = (status(problem.code), Json(problem)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A refusal without a field.
pub(crate) fn refuse(code: Code, detail: impl Into<String>) -> Error {
    Error::Refused(Problem::new(code, detail))
}

/// A refusal that names a field.
pub(crate) fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Error {
    Error::Refused(Problem::invalid(field, detail))
}

/// There is no such record, or none that this person may see: the two must look alike.
pub(crate) fn not_found(what: &str) -> Error {
    refuse(Code::NotFound, format!("There is no such {what}, or none that you may see."))
}

impl From<JsonRejection> for Error {
    fn from(rejection: JsonRejection) -> Self {
        let code =
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { Code::TooLarge } else { Code::Invalid };
        Self::Refused(Problem {
            field: field_at_fault(&rejection),
            ..Problem::new(code, rejection.body_text())
        })
    }
}

/// Where in the JSON something could not be read, if it was JSON.
fn field_at_fault(rejection: &JsonRejection) -> Option<String> {
    let mut cause = std::error::Error::source(rejection);
    while let Some(error) = cause {
        if let Some(at) = error.downcast_ref::<serde_path_to_error::Error<serde_json::Error>>() {
            return Some(at.path().to_string()).filter(|path| path != ".");
        }
        cause = error.source();
    }
    None
}

impl From<BytesRejection> for Error {
    fn from(rejection: BytesRejection) -> Self {
        let code =
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { Code::TooLarge } else { Code::Invalid };
        refuse(code, rejection.body_text())
    }
}

impl From<PathRejection> for Error {
    fn from(_: PathRejection) -> Self {
        not_found("record")
    }
}

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        refuse(Code::Invalid, rejection.body_text())
    }
}
