//! Asking and answering over NATS. Every message is sealed (AES-256-GCM) under the key that server and matchers share:
//! whoever carries it sees neither templates nor scores and cannot make one up; an answer is bound to its question.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Request, Subscriber};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio_stream::StreamExt as _;

use super::Cluster;
use crate::vault::{DataKey, VaultError, random};

/// Why an exchange failed.
#[derive(Debug, thiserror::Error)]
pub enum ChannelError {
    /// NATS is beyond this machine and not asked for over TLS.
    #[error("{0} is beyond this machine, where nothing goes without TLS: write tls://")]
    InTheClear(String),
    /// NATS could not be reached, or refused.
    #[error("NATS: {0}")]
    Nats(String),
    /// Nobody answered in time.
    #[error("nobody answered for {0}")]
    Silence(String),
    /// A message was sealed under another key, or altered.
    #[error(transparent)]
    Seal(#[from] VaultError),
    /// A message opens and yet is none of ours: another version of the program.
    #[error("a message cannot be read, as from another version of this program: {0}")]
    Unreadable(String),
}

/// A message: what it says, and bytes beside that.
pub struct Message<T> {
    /// In JSON.
    pub head: T,
    /// As they are.
    pub body: Vec<u8>,
}

impl<T> From<T> for Message<T> {
    fn from(head: T) -> Self {
        Self { head, body: Vec::new() }
    }
}

/// What a question is sent with: its answer must name it.
#[derive(Serialize, Deserialize)]
struct Question<T> {
    id: String,
    head: T,
}

/// The connection of one process.
#[derive(Clone)]
pub struct Channel {
    /// To NATS.
    pub(crate) client: Client,
    key: Arc<DataKey>,
    /// The key's name: who has another key is asked at other subjects.
    space: String,
}

impl Channel {
    /// Connects, and goes on trying where NATS is not there yet.
    ///
    /// # Errors
    /// [`ChannelError::InTheClear`], [`ChannelError::Nats`], [`ChannelError::Seal`].
    pub async fn open(cluster: &Cluster) -> Result<Self, ChannelError> {
        let (key, name) = DataKey::shared(&cluster.key)?;
        let rest = cluster.nats.split_once("://").map_or(cluster.nats.as_str(), |(_, rest)| rest);
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let here = ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host.starts_with(name));
        if !here && !cluster.nats.starts_with("tls://") {
            return Err(ChannelError::InTheClear(host.to_owned()));
        }
        let mut options = ConnectOptions::new().name("umbral").retry_on_initial_connect();
        if let Some(file) = &cluster.credentials {
            let read = options.credentials_file(file).await;
            options = read.map_err(|error| ChannelError::Nats(format!("{}: {error}", file.display())))?;
        }
        let client = options.connect(&cluster.nats).await.map_err(nats)?;
        Ok(Self { client, key: Arc::new(key), space: hex::encode(name) })
    }

    /// What `name` is called among those who have this key.
    pub(crate) fn subject(&self, name: &str) -> String {
        format!("umbral.{}.{name}", self.space)
    }

    /// The bucket of those who have this key.
    pub(crate) fn bucket(&self) -> String {
        format!("umbral-{}", self.space)
    }

    /// Asks whoever listens at `subject`, and waits so long for the answer.
    ///
    /// # Errors
    /// [`ChannelError`].
    pub async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        subject: &str,
        question: Message<Q>,
        within: Duration,
    ) -> Result<Message<A>, ChannelError> {
        let id = hex::encode(random::<16>());
        let head = Question { id: id.clone(), head: question.head };
        let sealed = self.seal(subject, &Message { head, body: question.body })?;
        let silence = || ChannelError::Silence(subject.to_owned());
        // `within` alone says how long: the client's own limit is shorter than a search may take.
        let request = Request::new().payload(sealed.into()).timeout(None);
        let asked = self.client.send_request(subject.to_owned(), request);
        let answer =
            tokio::time::timeout(within, asked).await.map_err(|_| silence())?.map_err(|_| silence())?;
        self.open_sealed(&id, &answer.payload)
    }

    /// Answers every question at `subject` until the connection ends, each by itself; one of the `group` answers.
    ///
    /// # Errors
    /// [`ChannelError::Nats`] where it cannot listen.
    pub async fn answer<Q, A, F>(
        self,
        subject: String,
        group: Option<&str>,
        answer: impl Fn(Message<Q>) -> F + Clone + Send + 'static,
    ) -> Result<(), ChannelError>
    where
        Q: DeserializeOwned + Send + 'static,
        A: Serialize + Send + 'static,
        F: Future<Output = Message<A>> + Send,
    {
        let mut questions: Subscriber = match group {
            Some(group) => {
                self.client.queue_subscribe(subject.clone(), group.to_owned()).await.map_err(nats)?
            }
            None => self.client.subscribe(subject.clone()).await.map_err(nats)?,
        };
        while let Some(asked) = questions.next().await {
            let Some(reply) = asked.reply else { continue };
            let question = match self.open_sealed::<Question<Q>>(&subject, &asked.payload) {
                Ok(question) => question,
                Err(error) => {
                    tracing::warn!(%error, subject, "a question was not answered");
                    continue;
                }
            };
            let (channel, answer) = (self.clone(), answer.clone());
            tokio::spawn(async move {
                let Question { id, head } = question.head;
                let answered = answer(Message { head, body: question.body }).await;
                let sent = match channel.seal(&id, &answered) {
                    Ok(sealed) => channel.client.publish(reply, sealed.into()).await.map_err(nats),
                    Err(error) => Err(error),
                };
                if let Err(error) = sent {
                    tracing::warn!(%error, "an answer was not sent");
                }
            });
        }
        Ok(())
    }

    /// Seals a message as `what`.
    pub(crate) fn seal<T: Serialize>(
        &self,
        what: &str,
        message: &Message<T>,
    ) -> Result<Vec<u8>, ChannelError> {
        let head = serde_json::to_vec(&message.head).map_err(unreadable)?;
        let length = u32::try_from(head.len()).map_err(|_| ChannelError::Unreadable("too long".into()))?;
        Ok(self.key.seal(what, &[&length.to_le_bytes()[..], &head, &message.body].concat())?)
    }

    /// Opens what was sealed as `what`.
    pub(crate) fn open_sealed<T: DeserializeOwned>(
        &self,
        what: &str,
        sealed: &[u8],
    ) -> Result<Message<T>, ChannelError> {
        let plain = self.key.open(what, sealed)?;
        let cut_short = || ChannelError::Unreadable("it is cut short".into());
        let (length, rest) = plain.split_first_chunk::<4>().ok_or_else(cut_short)?;
        let (head, body) =
            rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(cut_short)?;
        Ok(Message { head: serde_json::from_slice(head).map_err(unreadable)?, body: body.to_vec() })
    }
}

fn unreadable(error: serde_json::Error) -> ChannelError {
    ChannelError::Unreadable(error.to_string())
}

/// What NATS said, as one of our errors.
pub(crate) fn nats(error: impl std::fmt::Display) -> ChannelError {
    ChannelError::Nats(error.to_string())
}
