use std::sync::OnceLock;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use wire::session::Method;
use wire::sign_in::{CodeSecret, FirstCode, NewPassword, PasswordSignIn};
use wire::{AccountId, Code};

use super::{SignedIn, totp};
use crate::audit::Line;
use crate::problem::{Error, invalid, refuse};
use crate::service::Service;
use crate::session::{Visit, Visitor, subject};
use crate::storage::credentials::{self, PasswordRow};
use crate::storage::{Connection, accounts, sessions};
use crate::vault;

const SHORTEST: usize = 12;
const LONGEST: usize = 128;
const SECRET_BYTES: usize = 20;

/// Passwords are hashed so many at a time, 19 MiB each: a flood of them must not take the machine.
pub(crate) struct Hashing(Semaphore);

impl Default for Hashing {
    fn default() -> Self {
        Self(Semaphore::new(2))
    }
}

/// OWASP's first choice: Argon2id, 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

fn hash(password: &str) -> String {
    // The salt's length is right and the parameters are the library's own, so this cannot fail.
    SaltString::encode_b64(&vault::random::<16>())
        .and_then(|salt| argon2().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()))
        .unwrap_or_default()
}

/// Of a password that nobody has: names without an account cost the same time as those with one.
fn nobodys() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash("nobody's"))
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

impl Hashing {
    async fn beside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let permit = self.0.acquire().await;
        let done = tokio::task::spawn_blocking(work).await?;
        drop(permit);
        Ok(done)
    }
}

fn words_of(what: &str, account: AccountId) -> String {
    format!("password's {what} of {account}")
}

fn failed() -> Error {
    refuse(Code::SignInFailed, "That name, password and code do not sign anybody in.")
}

impl Service {
    /// Signs in with a password and a one-time code.
    pub(crate) async fn sign_in_with_password(
        &self,
        given: PasswordSignIn,
        visit: &Visit,
    ) -> Result<SignedIn, Error> {
        let account =
            accounts::named(&mut *self.storage.read().await?, &self.programme_key, given.name.trim()).await?;
        let account = account.map(|account| account.id);
        self.prove_password(account, &given.name, given.password, &given.code).await?;
        let account = account.ok_or_else(failed)?;
        self.open_session(self.storage.write().await?, account, Method::Password, visit).await
    }

    /// Refuses unless password and code are right. Every failure takes the same time and reads the same.
    pub(super) async fn prove_password(
        &self,
        account: Option<AccountId>,
        name: &str,
        password: String,
        code: &str,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let tag = self.programme_key.tag("sign-in", &name.trim().to_lowercase());
        let mut db = self.storage.read().await?;
        let failures = self.not_locked_out(&mut db, &tag, now).await?;
        let kept = match account {
            Some(account) if accounts::may_use_password(&mut db, account).await? => {
                credentials::password(&mut db, account).await?.map(|kept| (account, kept))
            }
            _ => None,
        };
        drop(db);
        let stored = match &kept {
            Some((account, kept)) => self.programme_key.open_text(&words_of("hash", *account), &kept.hash)?,
            None => nobodys().to_owned(),
        };
        let right = self.hashing.beside(move || verify(&password, &stored)).await?;
        let taken = match kept {
            Some((account, kept)) if right && kept.in_force => self.take_code(account, &kept, code).await?,
            _ => false,
        };
        if !taken {
            self.note_failure(&tag).await?;
            return Err(failed());
        }
        if failures > 0 {
            let mut transaction = self.storage.write().await?;
            credentials::set_lock_out(&mut transaction, &tag, 0, now).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Takes a one-time code, once; whether it was right.
    async fn take_code(&self, account: AccountId, kept: &PasswordRow, code: &str) -> Result<bool, Error> {
        let secret = self.programme_key.open_bytes(&words_of("secret", account), &kept.secret)?;
        let Some(step) = totp::step_of(&secret, code, self.clock.now(), kept.last_step) else {
            return Ok(false);
        };
        let mut transaction = self.storage.write().await?;
        let first = credentials::take_step(&mut transaction, account, step).await?;
        transaction.commit().await?;
        Ok(first)
    }

    /// Begins to use a password; it is in force once a first code has come.
    pub(crate) async fn set_password(
        &self,
        visitor: &Visitor,
        new: NewPassword,
    ) -> Result<CodeSecret, Error> {
        let actor = &visitor.actor;
        self.may_change_credentials(visitor)?;
        if !visitor.password_allowed {
            return Err(refuse(Code::NotAllowed, "Your administrator has not allowed you a password."));
        }
        check_password(&new.password, &actor.name)?;
        let hash = self.hashing.beside(move || hash(&new.password)).await?;
        let secret = vault::random::<SECRET_BYTES>();
        let account = actor.account;
        let row = PasswordRow {
            hash: self.programme_key.seal(&words_of("hash", account), hash.as_bytes())?,
            secret: self.programme_key.seal(&words_of("secret", account), &secret)?,
            last_step: 0,
            in_force: false,
        };
        let mut transaction = self.storage.write().await?;
        credentials::put_password(&mut transaction, account, &row).await?;
        let line = Line::by(actor, "password.set", subject(account));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        let secret = totp::base32(&secret);
        let label: String = actor
            .name
            .bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect();
        Ok(CodeSecret {
            address: format!("otpauth://totp/Umbral:{label}?secret={secret}&issuer=Umbral"),
            secret,
        })
    }

    /// The first code: the secret has arrived, and the password is in force. Whoever came by a link is signed in.
    pub(crate) async fn confirm_password(&self, visitor: &Visitor, first: FirstCode) -> Result<(), Error> {
        let actor = &visitor.actor;
        let kept = credentials::password(&mut *self.storage.read().await?, actor.account).await?;
        let Some(kept) = kept.filter(|kept| !kept.in_force) else {
            return Err(refuse(Code::Conflict, "There is no password that waits for its first code."));
        };
        if !self.take_code(actor.account, &kept, &first.code).await? {
            return Err(invalid("code", "That is not the code of this moment: check the telephone's clock."));
        }
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        sessions::confirm(&mut transaction, &actor.session, Method::Password, now).await?;
        let line = Line::by(actor, "password.confirm", subject(actor.account));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await
    }

    /// Takes the own password away; the last way to sign in stays.
    pub(crate) async fn remove_password(&self, visitor: &Visitor) -> Result<(), Error> {
        let actor = &visitor.actor;
        self.may_change_credentials(visitor)?;
        let mut transaction = self.storage.write().await?;
        if credentials::passkeys(&mut transaction, actor.account).await?.is_empty() {
            return Err(refuse(Code::Conflict, "Make a passkey first: the password is your only way in."));
        }
        forget_password(&mut transaction, actor.account).await?;
        let line = Line::by(actor, "password.remove", subject(actor.account));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }
}

/// Takes a password away.
pub(crate) async fn forget_password(db: &mut Connection, account: AccountId) -> Result<(), Error> {
    credentials::delete_password(db, account).await
}

fn check_password(password: &str, name: &str) -> Result<(), Error> {
    let length = password.chars().count();
    let refused = |why: &str| Err(invalid("password", why));
    if !(SHORTEST..=LONGEST).contains(&length) {
        return refused("A password has 12 to 128 characters.");
    }
    let plain = password.to_lowercase();
    let different: std::collections::BTreeSet<char> = plain.chars().collect();
    if different.len() < 5 {
        return refused("This password repeats few characters: take another.");
    }
    let told = name.to_lowercase();
    if plain.contains("umbral") || plain.contains("password") || plain.contains(&told) {
        return refused("This password holds a word that anybody would try: take another.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_that_anybody_would_try_are_refused() {
        for password in
            ["short", "aaaaaaaaaaaaaaaa", "my password 2026", "Umbral-Umbral-1", "officer 14 here"]
        {
            assert!(check_password(password, "Officer 14").is_err(), "{password}");
        }
        assert!(check_password("seven herons at dusk", "Officer 14").is_ok());
        assert!(check_password(&"herons".repeat(30), "Officer 14").is_err());
    }

    #[test]
    fn a_hash_is_of_its_password_alone() {
        let kept = hash("seven herons at dusk");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(verify("seven herons at dusk", &kept) && !verify("seven herons at dawn", &kept));
        assert!(!verify("", nobodys()));
    }
}
