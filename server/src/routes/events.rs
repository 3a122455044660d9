use std::convert::Infallible;
use std::sync::Arc;

use axum::response::Sse;
use axum::response::sse::{self, KeepAlive, KeepAliveStream};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::Shared;
use crate::authorize::{Action, Object, authorize};
use crate::events::{Following, Told};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;

type Sent = Result<sse::Event, Infallible>;

/// `GET /api/events`: what changes for this person, until they leave, the session ends or the server stops.
pub(super) async fn follow(
    service: Shared,
    actor: Actor,
) -> Result<Sse<KeepAliveStream<ReceiverStream<Sent>>>, Error> {
    authorize(&actor, Action::Follow, Object::Own)?;
    let (sender, stream) = mpsc::channel(16);
    // Subscribed before the answer begins: nothing that happens after it is missed.
    let events = service.events.follow();
    tokio::spawn(forward(Arc::clone(&service), actor, events, sender));
    Ok(Sse::new(ReceiverStream::new(stream)).keep_alive(KeepAlive::default()))
}

async fn forward(service: Arc<Service>, actor: Actor, mut events: Following, sender: mpsc::Sender<Sent>) {
    let mut stopping = service.stopping();
    loop {
        let Told { audience, event } = tokio::select! {
            told = events.next() => match told {
                Some(told) => told,
                None => return,
            },
            _ = stopping.wait_for(|stop| *stop) => return,
            () = sender.closed() => return,
        };
        // As they are now: a role, a scope or an agreement may have ended since the stream began.
        let Ok(Some(actor)) = service.still(&actor).await else { return };
        if !audience.includes(&actor) {
            continue;
        }
        let Ok(event) = sse::Event::default().json_data(event) else { return };
        if sender.send(Ok(event)).await.is_err() {
            return;
        }
    }
}
