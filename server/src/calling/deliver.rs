//! Delivering calls, by whatever they go: tried again more and more seldom, given up after half a day, and never silently.

use axum::http::StatusCode;
use lettre::Message;
use tokio::task::JoinSet;
use wire::Timestamp;
use wire::call::{Failure, Reason, Way};

use super::failing::{failed, of_request, saying};
use super::{Mail, Said, place};
use crate::outbound::{Address, NotDelivered, post, post_with};
use crate::problem::Error;
use crate::service::Service;
use crate::storage::accounts;
use crate::storage::calls::{self, DueCall};

/// Calls under way at once.
const AT_ONCE: u32 = 16;
/// Until a call is tried again for the first time; four times as long each further time.
const FIRST_RETRY_SECONDS: i64 = 5;
const LONGEST_RETRY_SECONDS: i64 = 1800;
/// After this long nobody needs to be called any more.
const GIVE_UP_SECONDS: i64 = 12 * 3600;
/// How long what was given up stays to be seen.
const SHOWN_SECONDS: i64 = 14 * 86_400;
/// How long a push service keeps a call for a device that is off, in seconds.
const KEPT_FOR: &str = "3600";
/// A newer call takes the place of one that has not reached the device: they say the same.
const TOPIC: &str = "umbral";

/// What came of a call.
enum Came {
    Arrived,
    /// The device has unsubscribed at its push service.
    Gone,
    Failed(Failure),
}

/// A call, ready to go.
enum Sending {
    Push(Address, String),
    Post(Address, String),
    Mail(Box<(Mail, Message)>),
    /// What it was to go by is no longer there.
    Nowhere,
}

impl Sending {
    async fn send(self) -> Came {
        match self {
            Self::Post(address, body) => came_of(post(&address, body).await.map_err(|why| of_request(&why))),
            Self::Push(address, authorization) => {
                let headers = [
                    ("authorization", authorization.as_str()),
                    ("ttl", KEPT_FOR),
                    ("urgency", "high"),
                    ("topic", TOPIC),
                ];
                match post_with(&address, &headers, String::new()).await {
                    Err(NotDelivered::Refused(StatusCode::NOT_FOUND | StatusCode::GONE)) => Came::Gone,
                    answer => came_of(answer.map_err(|why| of_request(&why))),
                }
            }
            Self::Mail(sending) => {
                let (mail, message) = *sending;
                came_of(mail.send(message).await)
            }
            Self::Nowhere => Came::Failed(failed(Reason::NoLongerSet)),
        }
    }
}

impl Service {
    /// Tries every call that is due; how many arrived.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Vault`]; that a call does not arrive is none.
    pub async fn deliver_calls(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        let due = calls::due(&mut *self.storage.read().await?, now, AT_ONCE).await?;
        let mut under_way = JoinSet::new();
        for call in due {
            let sending = self.prepared(&call, now).await;
            under_way.spawn(async move {
                let came = match sending {
                    Err(why) => Came::Failed(saying(Reason::Other, None, &why)),
                    Ok(sending) => sending.send().await,
                };
                (call, came)
            });
        }
        let mut arrived = 0;
        while let Some(done) = under_way.join_next().await {
            let (call, came) = done?;
            arrived += usize::from(matches!(came, Came::Arrived));
            self.note_outcome(&call, came, now).await?;
        }
        Ok(arrived)
    }

    /// What is sent where.
    async fn prepared(&self, call: &DueCall, now: Timestamp) -> Result<Sending, Error> {
        let calling = &self.config.calling;
        match (call.way, &call.endpoint) {
            (Way::Device, Some((subscription, sealed))) => {
                let endpoint = self.programme_key.open_text(&place(*subscription), sealed)?;
                // Looked at again: the operator may have changed their mind since the device subscribed.
                let address = calling.endpoint(&endpoint)?;
                let push = self.programme_key.push();
                let authorization = push.authorization(&address.origin(), &calling.contact, now)?;
                Ok(Sending::Push(address, authorization))
            }
            (Way::Hook, _) => Ok(match calling.hook.clone() {
                Some(hook) => Sending::Post(hook, call.body.clone()),
                None => Sending::Nowhere,
            }),
            (Way::Mail, _) => {
                let Some(mail) = calling.mail.clone() else { return Ok(Sending::Nowhere) };
                let said: Said = serde_json::from_str(&call.body).map_err(Error::stored("call"))?;
                let mut db = self.storage.read().await?;
                // Only now: the site's name lies sealed, and so it does not while the call waits.
                let site = accounts::site(&mut db, &self.programme_key, said.site, now).await?.name;
                let message = mail.message(call.id, &said, &site, call.made_at);
                let message = message.map_err(|why| Error::Stored { what: "call", why: why.to_string() })?;
                Ok(Sending::Mail(Box::new((mail, message))))
            }
            (Way::Device, None) => Ok(Sending::Nowhere),
        }
    }

    async fn note_outcome(&self, call: &DueCall, came: Came, now: Timestamp) -> Result<(), Error> {
        let mut transaction = self.storage.write().await?;
        match came {
            Came::Arrived => calls::remove(&mut transaction, call.id).await?,
            Came::Gone => {
                if let Some((subscription, _)) = &call.endpoint {
                    calls::forget(&mut transaction, *subscription).await?;
                }
                calls::fail(&mut transaction, call.id, None, &failed(Reason::Unsubscribed)).await?;
            }
            Came::Failed(why) => {
                let next = next_try(call.made_at, call.attempts, now);
                tracing::warn!(host = call.host, ?why, given_up = next.is_none(), "a call did not arrive");
                calls::fail(&mut transaction, call.id, next, &why).await?;
            }
        }
        calls::forget_old(&mut transaction, now.plus_seconds(-SHOWN_SECONDS)).await?;
        transaction.commit().await
    }
}

fn came_of(answer: Result<(), Failure>) -> Came {
    answer.map_or_else(Came::Failed, |()| Came::Arrived)
}

/// When a call that has failed once more is tried again; never once it is too old to matter.
fn next_try(made_at: Timestamp, attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let wait = FIRST_RETRY_SECONDS.saturating_mul(4i64.saturating_pow(attempts)).min(LONGEST_RETRY_SECONDS);
    let next = now.plus_seconds(wait);
    (next.seconds_since(made_at) <= GIVE_UP_SECONDS).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_tried_more_and_more_seldom_and_given_up_after_half_a_day() {
        let made = Timestamp(0);
        let mut now = made;
        let mut waits = Vec::new();
        for attempt in 0.. {
            let Some(next) = next_try(made, attempt, now) else { break };
            waits.push(next.seconds_since(now));
            now = next;
        }
        assert_eq!(waits[..5], [5, 20, 80, 320, 1280]);
        assert!(waits.iter().all(|wait| *wait <= LONGEST_RETRY_SECONDS));
        assert!(now.seconds_since(made) <= GIVE_UP_SECONDS && waits.len() < 40);
    }
}
