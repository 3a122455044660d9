use wire::Code;
use wire::session::Method;
use wire::sign_in::Confirmation;

use super::challenge::Purpose;
use super::passkey::failed;
use crate::audit::Line;
use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::session::{Visit, Visitor, subject};
use crate::storage::sessions;

impl Service {
    /// Proves once more who is there: for five minutes, what needs that may be done.
    pub(crate) async fn confirm(
        &self,
        visitor: &Visitor,
        confirmation: Confirmation,
        visit: &Visit,
    ) -> Result<(), Error> {
        let actor = &visitor.actor;
        let now = self.clock.now();
        if !visitor.enrolled() {
            return Err(refuse(Code::EnrolFirst, "Make a passkey first: there is nothing to confirm with."));
        }
        let (mut transaction, method) = match confirmation {
            Confirmation::Passkey { credential } => {
                let mut transaction = self.storage.write().await?;
                let purpose = Purpose::Confirm(actor.account);
                let passkey = self.proved(&mut transaction, purpose, credential, visit).await?;
                if passkey.account != actor.account {
                    return Err(failed("it is another person's"));
                }
                (transaction, Method::Passkey)
            }
            Confirmation::Password { password, code } => {
                self.prove_password(Some(actor.account), &actor.name, password, &code).await?;
                (self.storage.write().await?, Method::Password)
            }
        };
        sessions::confirm(&mut transaction, &actor.session, method, now).await?;
        let line = Line::by(actor, "session.confirm", subject(actor.account));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await
    }
}
