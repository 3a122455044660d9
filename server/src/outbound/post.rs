use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Address, BadAddress};

/// From looking the name up to the answer's status.
const WITHIN: Duration = Duration::from_secs(15);

/// Why a request brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum NotDelivered {
    /// It may not be asked there.
    #[error(transparent)]
    Guarded(#[from] BadAddress),
    /// Its name is not known, or nobody answers there.
    #[error("{host}: {source}")]
    Unreachable {
        /// Whose name.
        host: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// This machine trusts no certificates at all, or the host's name is none.
    #[error("TLS: {0}")]
    Tls(String),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(#[from] hyper::Error),
    /// It answered something else than that it was taken; a redirect is no answer.
    #[error("answered {0}")]
    Refused(StatusCode),
    /// Nothing for too long.
    #[error("no answer in time")]
    TooSlow,
}

/// Posts a JSON body, whole or not at all; the answer's body is not read.
///
/// # Errors
/// [`NotDelivered`]; nothing is tried twice here.
pub async fn post(address: &Address, json: String) -> Result<(), NotDelivered> {
    post_with(address, &[("content-type", "application/json")], json).await
}

/// The same with headers of the caller's own.
///
/// # Errors
/// [`NotDelivered`]; nothing is tried twice here.
pub async fn post_with(
    address: &Address,
    headers: &[(&str, &str)],
    body: String,
) -> Result<(), NotDelivered> {
    let delivered = tokio::time::timeout(WITHIN, deliver(address, headers, body)).await;
    delivered.map_err(|_| NotDelivered::TooSlow)?
}

async fn deliver(address: &Address, headers: &[(&str, &str)], body: String) -> Result<(), NotDelivered> {
    let stream = connect(address).await?;
    if !address.tls {
        return send(address, stream, headers, body).await;
    }
    let name = ServerName::try_from(address.host.clone()).map_err(|error| tls(&error))?;
    let connector = TlsConnector::from(Arc::new(trusting_this_machines_roots()?));
    let stream = connector.connect(name, stream).await.map_err(|source| unreachable(address, source))?;
    send(address, stream, headers, body).await
}

/// Connects to a number that was looked at, and to no other.
async fn connect(address: &Address) -> Result<TcpStream, NotDelivered> {
    let failed = |source| unreachable(address, source);
    let numbers: Vec<SocketAddr> =
        tokio::net::lookup_host((address.host.as_str(), address.port)).await.map_err(failed)?.collect();
    // One bad number among good ones is a sign of meddling: none is asked.
    for number in &numbers {
        address.may_be_at(number.ip())?;
    }
    TcpStream::connect(&numbers[..]).await.map_err(failed)
}

async fn send(
    address: &Address,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    headers: &[(&str, &str)],
    body: String,
) -> Result<(), NotDelivered> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let under_way = tokio::spawn(connection);
    let path = address.uri.path_and_query().map_or("/", |path| path.as_str());
    let host = address.uri.authority().map_or("", |authority| authority.as_str());
    let asked = Request::post(path).header(header::HOST, host).header(header::CONNECTION, "close");
    let asked = headers.iter().fold(asked, |asked, (name, value)| asked.header(*name, *value));
    let request = asked.body(Body::from(body)).map_err(|_| BadAddress::NoAddress)?;
    let answered = sender.send_request(request).await;
    under_way.abort();
    match answered?.status() {
        status if status.is_success() => Ok(()),
        status => Err(NotDelivered::Refused(status)),
    }
}

fn trusting_this_machines_roots() -> Result<ClientConfig, NotDelivered> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(NotDelivered::Tls("this machine trusts no certificates".into()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| tls(&error))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn unreachable(address: &Address, source: std::io::Error) -> NotDelivered {
    NotDelivered::Unreachable { host: address.host.clone(), source }
}

fn tls(error: &dyn std::error::Error) -> NotDelivered {
    NotDelivered::Tls(error.to_string())
}
