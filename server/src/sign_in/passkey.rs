use passkeys::{ALGORITHMS, Assertion, Attestation, Base64Url, RelyingParty, authenticate, register};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wire::session::{Method, Role};
use wire::sign_in::{Challenge, NewPasskey, Passkey};
use wire::{Code, PasskeyId};

use super::SignedIn;
use super::challenge::Purpose;
use crate::audit::Line;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::{Actor, Visit, Visitor, subject};
use crate::storage::credentials::{self, PasskeyRow};
use crate::storage::{Connection, accounts, sessions};

/// More than anybody carries.
const MOST_PASSKEYS: usize = 10;
const LONGEST_NAME: usize = 60;
/// As long as a challenge is good.
const TIMEOUT_MS: u32 = 5 * 60 * 1000;

fn words_of(passkey: PasskeyId) -> String {
    format!("name of passkey {passkey}")
}

/// One answer to whatever is wrong with an assertion: a stranger learns nothing from it. The log gets the reason.
pub(super) fn failed(why: impl std::fmt::Display) -> Error {
    tracing::warn!(%why, "a passkey was refused");
    refuse(Code::SignInFailed, "This passkey does not sign anybody in here.")
}

impl Service {
    /// What the browser asks an authenticator in order to sign in: no account is named, so none is given away.
    pub(crate) fn sign_in_challenge(&self) -> Result<Challenge, Error> {
        self.assertion_options(Purpose::SignIn, &[])
    }

    /// The same in order to confirm who is there, among their own passkeys.
    pub(crate) async fn confirmation_challenge(&self, visitor: &Visitor) -> Result<Challenge, Error> {
        let account = visitor.actor.account;
        let own = credentials::passkeys(&mut *self.storage.read().await?, account).await?;
        self.assertion_options(Purpose::Confirm(account), &own)
    }

    fn assertion_options(&self, purpose: Purpose, allowed: &[PasskeyRow]) -> Result<Challenge, Error> {
        let public_key = json!({
            "challenge": Base64Url(self.challenge(purpose)?),
            "rpId": self.config.passkey_domain(),
            "timeout": TIMEOUT_MS,
            "userVerification": "required",
            "allowCredentials": descriptors(allowed),
        });
        Ok(Challenge { public_key })
    }

    /// Signs in with a passkey.
    pub(crate) async fn sign_in_with_passkey(
        &self,
        credential: Value,
        visit: &Visit,
    ) -> Result<SignedIn, Error> {
        let mut transaction = self.storage.write().await?;
        let passkey = self.proved(&mut transaction, Purpose::SignIn, credential, visit).await?;
        self.open_session(transaction, passkey.account, Method::Passkey, visit).await
    }

    /// The passkey that answered a challenge given for `purpose`.
    pub(super) async fn proved(
        &self,
        db: &mut Connection,
        purpose: Purpose,
        credential: Value,
        visit: &Visit,
    ) -> Result<PasskeyRow, Error> {
        let assertion: Assertion = read(credential)?;
        let challenge = assertion.challenge().map_err(failed)?;
        self.spend(db, purpose, &challenge).await?;
        let passkey =
            credentials::passkey(db, &assertion.raw_id.0).await?.ok_or_else(|| failed("unknown"))?;
        let party = RelyingParty { id: self.config.passkey_domain(), origin: &visit.origin };
        let used = authenticate(party, &challenge, (&passkey.public_key, passkey.counter), &assertion)
            .map_err(failed)?;
        if accounts::suspended(db, passkey.account).await? {
            return Err(failed("its account is suspended"));
        }
        credentials::passkey_used(db, passkey.id, used.counter, self.clock.now()).await?;
        Ok(passkey)
    }

    /// The passkeys of who asks.
    pub(crate) async fn passkeys(&self, visitor: &Visitor) -> Result<Vec<Passkey>, Error> {
        let rows = credentials::passkeys(&mut *self.storage.read().await?, visitor.actor.account).await?;
        rows.iter().map(|row| self.passkey(row)).collect()
    }

    fn passkey(&self, row: &PasskeyRow) -> Result<Passkey, Error> {
        Ok(Passkey {
            id: row.id,
            name: self.programme_key.open_text(&words_of(row.id), &row.name)?,
            made_at: row.made_at,
            used_at: row.used_at,
            device_bound: row.device_bound,
        })
    }

    /// What the browser asks an authenticator in order to make a passkey.
    pub(crate) async fn passkey_challenge(&self, visitor: &Visitor) -> Result<Challenge, Error> {
        let Actor { account, name, .. } = &visitor.actor;
        self.may_change_credentials(visitor)?;
        let own = credentials::passkeys(&mut *self.storage.read().await?, *account).await?;
        let algorithms: Vec<Value> =
            ALGORITHMS.iter().map(|number| json!({ "type": "public-key", "alg": number })).collect();
        let public_key = json!({
            "challenge": Base64Url(self.challenge(Purpose::Make(*account))?),
            "rp": { "id": self.config.passkey_domain(), "name": "Umbral" },
            "user": { "id": Base64Url(account.0.as_bytes().to_vec()), "name": name, "displayName": name },
            "pubKeyCredParams": algorithms,
            "timeout": TIMEOUT_MS,
            "attestation": "none",
            "excludeCredentials": descriptors(&own),
            "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        });
        Ok(Challenge { public_key })
    }

    /// Keeps a passkey just made. Whoever came by a link is then signed in with it.
    pub(crate) async fn make_passkey(
        &self,
        visitor: &Visitor,
        new: NewPasskey,
        visit: &Visit,
    ) -> Result<Passkey, Error> {
        let actor = &visitor.actor;
        self.may_change_credentials(visitor)?;
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(invalid("name", "A passkey has a name of up to 60 characters."));
        }
        let attestation: Attestation = read(new.credential)?;
        let challenge = attestation.challenge().map_err(failed)?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        self.spend(&mut transaction, Purpose::Make(actor.account), &challenge).await?;
        let party = RelyingParty { id: self.config.passkey_domain(), origin: &visit.origin };
        let made = register(party, &challenge, &attestation).map_err(failed)?;
        // Who decides about people signs with a key that cannot be copied.
        if !made.device_bound && matches!(actor.role, Role::Reviewer | Role::Supervisor) {
            return Err(invalid(
                "credential",
                "Reviewers and supervisors use a key that stays on one device: this one is copied to others.",
            ));
        }
        if credentials::passkeys(&mut transaction, actor.account).await?.len() >= MOST_PASSKEYS {
            return Err(refuse(Code::Conflict, "You have ten passkeys: take one away first."));
        }
        let id = PasskeyId::new();
        let row = PasskeyRow {
            id,
            account: actor.account,
            credential: made.id,
            public_key: made.key,
            counter: made.counter,
            device_bound: made.device_bound,
            name: self.programme_key.seal(&words_of(id), name.as_bytes())?,
            made_at: now,
            used_at: None,
        };
        if !credentials::insert_passkey(&mut transaction, &row).await? {
            return Err(refuse(Code::Conflict, "This passkey is kept already."));
        }
        sessions::confirm(&mut transaction, &actor.session, Method::Passkey, now).await?;
        let line = Line::by(actor, "passkey.make", subject(actor.account)).with(format!("passkey {id}"));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.passkey(&row)
    }

    /// Takes one of the own passkeys away; the last way to sign in stays.
    pub(crate) async fn remove_passkey(&self, visitor: &Visitor, id: PasskeyId) -> Result<(), Error> {
        let actor = &visitor.actor;
        self.may_change_credentials(visitor)?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let own = credentials::passkeys(&mut transaction, actor.account).await?;
        if own.iter().all(|passkey| passkey.id != id) {
            return Err(not_found("passkey"));
        }
        if own.len() == 1 && credentials::password(&mut transaction, actor.account).await?.is_none() {
            return Err(refuse(Code::Conflict, "This is your last passkey: make another one first."));
        }
        credentials::delete_passkey(&mut transaction, id).await?;
        let line = Line::by(actor, "passkey.remove", subject(actor.account)).with(format!("passkey {id}"));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await
    }

    /// Whoever has a way to prove who they are proves it before they change any; a link is proof for the rest.
    pub(super) fn may_change_credentials(&self, visitor: &Visitor) -> Result<(), Error> {
        if visitor.actor.confirmed || visitor.method == Method::Link {
            return Ok(());
        }
        Err(refuse(Code::ConfirmFirst, "Confirm that it is you before you change how you sign in."))
    }
}

fn read<T: DeserializeOwned>(credential: Value) -> Result<T, Error> {
    serde_json::from_value(credential)
        .map_err(|_| invalid("credential", "This is not what a browser answers for a passkey."))
}

fn descriptors(passkeys: &[PasskeyRow]) -> Vec<Value> {
    passkeys
        .iter()
        .map(|passkey| json!({ "type": "public-key", "id": Base64Url(passkey.credential.clone()) }))
        .collect()
}
