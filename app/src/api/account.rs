//! Who is signed in, how, and whose account may do what.

use gloo_net::http::Request;
use wire::account::{AccountView, Link, Standing};
use wire::session::{OwnSession, Session, SignIn};
use wire::sign_in::{
    Challenge, CodeSecret, Confirmation, FirstCode, NewPasskey, NewPassword, Passkey, PasskeySignIn,
    PasswordSignIn,
};
use wire::{AccountId, PasskeyId, SessionId};

use super::{Api, Fault, read};

impl Api {
    /// Who is signed in.
    pub async fn session(self) -> Result<Session, Fault> {
        self.get("/api/session").await
    }

    /// Spends a one-time link.
    pub async fn sign_in(self, token: String) -> Result<(), Fault> {
        self.tell(Request::post("/api/session"), Some(&SignIn { token })).await
    }

    /// What to ask an authenticator in order to sign in.
    pub async fn sign_in_challenge(self) -> Result<Challenge, Fault> {
        self.post("/api/session/passkey/challenge", &()).await
    }

    /// Signs in with what the authenticator answered.
    pub async fn sign_in_with_passkey(self, sign_in: &PasskeySignIn) -> Result<(), Fault> {
        self.tell(Request::post("/api/session/passkey"), Some(sign_in)).await
    }

    /// Signs in with a password and a code.
    pub async fn sign_in_with_password(self, sign_in: &PasswordSignIn) -> Result<(), Fault> {
        self.tell(Request::post("/api/session/password"), Some(sign_in)).await
    }

    /// What to ask an authenticator in order to confirm who is there.
    pub async fn confirmation_challenge(self) -> Result<Challenge, Fault> {
        self.post("/api/session/confirmation/challenge", &()).await
    }

    /// Confirms who is there.
    pub async fn confirm(self, confirmation: &Confirmation) -> Result<(), Fault> {
        self.tell(Request::post("/api/session/confirmation"), Some(confirmation)).await
    }

    /// One's own passkeys.
    pub async fn passkeys(self) -> Result<Vec<Passkey>, Fault> {
        self.get("/api/passkeys").await
    }

    /// What to ask an authenticator in order to make a passkey.
    pub async fn passkey_challenge(self) -> Result<Challenge, Fault> {
        self.post("/api/passkeys/challenge", &()).await
    }

    /// Keeps a passkey just made.
    pub async fn make_passkey(self, new: &NewPasskey) -> Result<Passkey, Fault> {
        self.post("/api/passkeys", new).await
    }

    /// Takes a passkey away.
    pub async fn remove_passkey(self, id: PasskeyId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/passkeys/{id}")), None::<&()>).await
    }

    /// Begins to use a password.
    pub async fn set_password(self, new: &NewPassword) -> Result<CodeSecret, Fault> {
        self.post("/api/password", new).await
    }

    /// The first code of a password.
    pub async fn confirm_password(self, first: &FirstCode) -> Result<(), Fault> {
        self.tell(Request::post("/api/password/confirmation"), Some(first)).await
    }

    /// One's own sessions.
    pub async fn own_sessions(self) -> Result<Vec<OwnSession>, Fault> {
        self.get("/api/sessions").await
    }

    /// Ends one of them.
    pub async fn end_session(self, id: SessionId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/sessions/{id}")), None::<&()>).await
    }

    /// The accounts that an administrator keeps.
    pub async fn accounts(self) -> Result<Vec<AccountView>, Fault> {
        self.get("/api/accounts").await
    }

    /// Changes what somebody may do.
    pub async fn change_account(self, id: AccountId, standing: &Standing) -> Result<AccountView, Fault> {
        read(self.send(Request::put(&format!("/api/accounts/{id}")).json(standing)).await?).await
    }

    /// A one-time link for somebody.
    pub async fn give_link(self, id: AccountId) -> Result<Link, Fault> {
        self.post(&format!("/api/accounts/{id}/link"), &()).await
    }

    /// Ends the session.
    pub async fn sign_out(self) -> Result<(), Fault> {
        self.tell(Request::delete("/api/session"), None::<&()>).await
    }
}
