//! Listening, and stopping without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal;

use crate::problem::Error;
use crate::routes::router;
use crate::service::Service;

/// How often expired entries are looked for where nobody searches.
const WATCH_EVERY: Duration = Duration::from_secs(30);
/// How long requests under way may take once the server is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

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
/// database.
///
/// # Errors
/// [`Error::Io`] when the socket fails.
pub async fn serve(service: Arc<Service>, listener: TcpListener) -> Result<(), Error> {
    let watcher = tokio::spawn(keep_lists_current(Arc::clone(&service)));
    let app = router(Arc::clone(&service)).into_make_service_with_connect_info::<SocketAddr>();
    let told = Arc::clone(&service);
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        told.stop();
    });
    let mut stopping = service.stopping();
    let overdue = async {
        // The sender lives as long as the service, so this ends only when told.
        let _ = stopping.wait_for(|stop| *stop).await;
        tokio::time::sleep(LAST_REQUESTS).await;
    };
    tokio::select! {
        ended = async { server.await } => ended.map_err(Error::io("serving"))?,
        () = overdue => tracing::warn!("requests under way were cut off"),
    }
    watcher.abort();
    service.close().await;
    Ok(())
}

/// So that devices hear of a change on a list, be it by time or by the command line, when nobody searches.
async fn keep_lists_current(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(WATCH_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = service.current_lists().await {
            tracing::error!(%error, "the lists could not be read");
        }
    }
}

async fn asked_to_stop() {
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
