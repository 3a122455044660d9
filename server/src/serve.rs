//! Listening, and stopping without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal;
use tokio::sync::Semaphore;
use tokio::time::MissedTickBehavior;
use tower::ServiceExt as _;

use crate::problem::Error;
use crate::routes::router;
use crate::service::Service;
use crate::tls::Tls;

/// How often expired entries are looked for where nobody searches.
const WATCH_EVERY: Duration = Duration::from_secs(30);
/// How soon whoever enters a list, or is recorded, is searched for among past encounters, and how often an incomplete
/// search is tried again.
const SEARCH_EVERY: Duration = Duration::from_secs(5);
/// How often alerts are looked through for those that nobody acknowledges.
const ALERTS_EVERY: Duration = Duration::from_secs(5);
/// How often calls that have not arrived are looked through for those to be tried.
const CALLS_EVERY: Duration = Duration::from_secs(1);
/// How often known answers are looked through for those that are due.
const KNOWN_ANSWERS_EVERY: Duration = Duration::from_secs(5);
/// How often a checkpoint of the log goes out: what is cut off its end later than that shows.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);
/// How often records are looked through for what is to be forgotten.
const PURGE_EVERY: Duration = Duration::from_secs(crate::purge::LOOK_SECONDS.unsigned_abs());
/// How long requests under way may take once the server is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How long a connection may take to say what it wants: one that dribbles its headers holds nothing up for long.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 4096;

/// Opens the port; 0 takes a free one.
///
/// # Errors
/// [`Error::Io`] when the address cannot be had.
pub async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let failed = || Error::io(format!("the address {address} cannot be listened on"));
    let listener = TcpListener::bind(address).await.map_err(failed())?;
    let address = listener.local_addr().map_err(failed())?;
    Ok((listener, address))
}

/// Answers until SIGINT or SIGTERM, then ends the event streams, lets requests under way finish, and closes the
/// database. Over TLS where there is a certificate.
///
/// # Errors
/// [`Error::Io`] or [`Error::NotDelivered`] when the last checkpoint did not go out; all else is closed by then.
pub async fn serve(service: Arc<Service>, listener: TcpListener, tls: Option<Tls>) -> Result<(), Error> {
    let duty = tokio::spawn(keep_duty(Arc::clone(&service)));
    let events = tokio::spawn(share_events(Arc::clone(&service)));
    let watcher = tokio::spawn(keep_lists_current(Arc::clone(&service)));
    let exporter = tokio::spawn(export_checkpoints(Arc::clone(&service)));
    let purger = tokio::spawn(purge_what_is_due(Arc::clone(&service)));
    let librarian = tokio::spawn(Arc::clone(&service).answer_matchers());
    let matcher = tokio::spawn(search_in_background(Arc::clone(&service)));
    let alerter = tokio::spawn(take_alerts_further(Arc::clone(&service)));
    let caller = tokio::spawn(deliver_calls(Arc::clone(&service)));
    let examiner = tokio::spawn(mix_in_known_answers(Arc::clone(&service)));
    let connections = Connections {
        app: router(Arc::clone(&service)),
        tls: tls.map(Arc::new),
        graceful: GracefulShutdown::new(),
        free: Arc::new(Semaphore::new(CONNECTIONS)),
    };
    tokio::select! {
        () = connections.accept_from(&listener) => {}
        () = asked_to_stop() => {}
    }
    tracing::info!("stopping");
    drop(listener);
    service.stop();
    tokio::select! {
        () = connections.graceful.shutdown() => {}
        () = tokio::time::sleep(LAST_REQUESTS) => tracing::warn!("requests under way were cut off"),
    }
    duty.abort();
    if let Err(error) = service.end_duty().await {
        tracing::warn!(%error, "another server takes over in a while");
    }
    watcher.abort();
    matcher.abort();
    alerter.abort();
    caller.abort();
    examiner.abort();
    exporter.abort();
    purger.abort();
    librarian.abort();
    events.abort();
    let exported = tokio::time::timeout(LAST_REQUESTS, service.export_checkpoint()).await;
    service.close().await;
    // What could not be posted now is in the file, if there is one, and covered by the next start's first checkpoint.
    exported.unwrap_or(Ok(()))
}

struct Connections {
    app: Router,
    tls: Option<Arc<Tls>>,
    graceful: GracefulShutdown,
    free: Arc<Semaphore>,
}

impl Connections {
    async fn accept_from(&self, listener: &TcpListener) {
        loop {
            let Ok(permit) = Arc::clone(&self.free).acquire_owned().await else { return };
            let (stream, peer) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, or the peer has gone: neither ends the service.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let (app, tls, watcher) = (self.app.clone(), self.tls.clone(), self.graceful.watcher());
            tokio::spawn(async move {
                let _permit = permit;
                match tls {
                    None => answer(app, stream, peer, watcher).await,
                    Some(tls) => match shake_hands(&tls, stream).await {
                        Some(stream) => answer(app, stream, peer, watcher).await,
                        None => tracing::debug!("a handshake failed"),
                    },
                }
            });
        }
    }
}

async fn shake_hands(tls: &Tls, stream: TcpStream) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    tokio::time::timeout(HEADERS_WITHIN, tls.acceptor.accept(stream)).await.ok()?.ok()
}

/// Answers one connection until it ends.
async fn answer(
    app: Router,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let service = hyper::service::service_fn(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(HEADERS_WITHIN);
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(error, "a connection ended early");
    }
}

async fn keep_duty(service: Arc<Service>) {
    service.keep_duty().await;
}

async fn share_events(service: Arc<Service>) {
    service.share_events().await;
}

/// Erases what is due, a day after it was announced. Cut off at any moment, it goes on with the next start.
async fn purge_what_is_due(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(PURGE_EVERY);
    loop {
        ticks.tick().await;
        service.when_on_duty(forget_what_is_due(&service)).await;
    }
}

async fn forget_what_is_due(service: &Service) {
    let stopping = service.stopping();
    if let Err(error) = service.forget_quarantined().await {
        tracing::error!(%error, "refused packets could not be forgotten; it is tried again");
    }
    if let Err(error) = service.purge_due("server", |_| !*stopping.borrow()).await {
        tracing::error!(%error, "the purge was cut off");
    }
    if let Err(error) = service.forget_known_answers().await {
        tracing::error!(%error, "known answers that are over could not be forgotten");
    }
    if let Err(error) = service.forget_imports_left_alone().await {
        tracing::error!(%error, "imports left alone could not be forgotten");
    }
    if let Err(error) = service.forget_pieces_left_alone().await {
        tracing::error!(%error, "pieces left alone could not be forgotten");
    }
}

async fn export_checkpoints(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(CHECKPOINT_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = service.export_checkpoint().await {
            tracing::error!(%error, "the checkpoint was not exported");
        }
    }
}

/// So that devices hear of a change on a list, be it by time or by the command line, when nobody searches.
async fn keep_lists_current(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(WATCH_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = service.put_lists_on_file().await {
            tracing::error!(%error, "the lists could not be read or put on file");
        }
    }
}

/// So that an alert which nobody acknowledges does not stay where it is.
async fn take_alerts_further(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(ALERTS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Some(Err(error)) = service.when_on_duty(service.take_alerts_further()).await {
            tracing::error!(%error, "alerts could not be taken further");
        }
    }
}

async fn mix_in_known_answers(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(KNOWN_ANSWERS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Some(Err(error)) = service.when_on_duty(service.open_known_answers()).await {
            tracing::error!(%error, "known answers could not be mixed in");
        }
    }
}

async fn deliver_calls(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(CALLS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Some(Err(error)) = service.when_on_duty(service.deliver_calls()).await {
            tracing::error!(%error, "calls could not be delivered");
        }
    }
}

async fn search_in_background(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(SEARCH_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // What is cut off goes on where it was: nothing is left out.
        if let Some(Err(error)) = service.when_on_duty(service.search_again()).await {
            tracing::warn!(%error, "incomplete searches were not done again");
        }
        if let Some(Err(error)) = service.when_on_duty(service.match_later()).await {
            tracing::warn!(%error, "whoever entered a list was not searched for to the end");
        }
        if let Some(Err(error)) = service.when_on_duty(service.find_links()).await {
            tracing::warn!(%error, "past encounters were not searched to the end");
        }
    }
}

/// Ends when the process is told to stop, by SIGINT or SIGTERM.
pub async fn asked_to_stop() {
    let interrupt = async {
        if let Err(error) = signal::ctrl_c().await {
            tracing::error!(%error, "SIGINT cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
