//! Calling people to the screen where they are not looking at it: notifications of their devices, the site's hook, and mail.
//! A call carries nothing but that somebody should open Umbral.

use serde::{Deserialize, Serialize};

use crate::{CallId, SubscriptionId, Timestamp};

/// `GET /api/push`: what a device needs to be called, and the person's devices that are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The public key that push services know this server by (RFC 8292), base64url; none where nobody is called so.
    pub key: Option<String>,
    /// The person's devices.
    pub subscriptions: Vec<Subscription>,
}

/// A device that is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Its identifier: `DELETE /api/push/{id}` ends it.
    pub id: SubscriptionId,
    /// The push service of the browser's maker.
    pub host: String,
    /// Since when.
    pub made_at: Timestamp,
}

/// `POST /api/push`: a device wants to be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSubscription {
    /// Where, as the browser says.
    pub endpoint: String,
}

/// `GET /api/calls`: how calling people goes, for whoever keeps the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    /// Push services that may be asked; without one, no device is called.
    pub push_hosts: Vec<String>,
    /// The host of the hook, if there is one.
    pub hook: Option<String>,
    /// The host that mail is handed in at, and how many addresses it goes to, if there is one.
    pub mail: Option<(String, u32)>,
    /// Calls that wait, or that were given up, the newest first.
    pub waiting: Vec<Call>,
}

/// A call that has not arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its identifier.
    pub id: CallId,
    /// By what it goes.
    pub way: Way,
    /// The host that was asked.
    pub host: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again; none once it was given up.
    pub next_at: Option<Timestamp>,
    /// What went wrong last; none before the first try.
    pub failure: Option<Failure>,
}

/// What kept a call from arriving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What it was.
    pub reason: Reason,
    /// The reply's code, if there was a reply: of SMTP (RFC 5321), or of HTTP.
    pub code: Option<u16>,
    /// What was said there, in whatever words; may be empty.
    pub said: String,
}

/// Why a call has not arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody is there, or the connection broke.
    NoConnection,
    /// The connection could not be secured by TLS.
    NotSecured,
    /// Nothing came in time.
    TooSlow,
    /// It is an address that this server does not ask.
    NotAllowed,
    /// The mail server did not take the login, or wants one.
    LoginRefused,
    /// The mail server did not take an address, of those who are written to or of who writes.
    AddressRefused,
    /// It was refused for another reason.
    Refused,
    /// The device no longer takes calls, so it was removed.
    Unsubscribed,
    /// What it was to go by is no longer set, or the device no longer there.
    NoLongerSet,
    /// Something else: what was said says what.
    Other,
}

/// By what a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A notification of somebody's device.
    Device,
    /// The site's own hook.
    Hook,
    /// Mail.
    Mail,
}
