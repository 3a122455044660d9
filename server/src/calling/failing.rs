//! What kept a call from arriving, for whoever keeps the server: a reason that every screen has words for, and beside it what
//! was said there.

use std::error::Error as StdError;
use std::{io, iter};

use lettre::transport::smtp;
use wire::call::{Failure, Reason};

use crate::outbound::NotDelivered;

/// As much of what was said as is kept, in characters.
const LONGEST: usize = 300;

/// A failure of which nothing more was said.
pub(super) fn failed(reason: Reason) -> Failure {
    Failure { reason, code: None, said: String::new() }
}

/// The same, with what was said.
pub(super) fn saying(reason: Reason, code: Option<u16>, said: &dyn StdError) -> Failure {
    Failure { reason, code, said: said.to_string().chars().take(LONGEST).collect() }
}

/// Of a push service, or the hook.
pub(super) fn of_request(why: &NotDelivered) -> Failure {
    match why {
        NotDelivered::Guarded(bad) => saying(Reason::NotAllowed, None, bad),
        NotDelivered::Unreachable { source, .. } => saying(of_connection(source), None, source),
        NotDelivered::Tls(_) => saying(Reason::NotSecured, None, why),
        NotDelivered::Broken(source) => saying(Reason::NoConnection, None, source),
        NotDelivered::Refused(status) => Failure { code: Some(status.as_u16()), ..failed(Reason::Refused) },
        NotDelivered::TooSlow => failed(Reason::TooSlow),
    }
}

/// Of a mail server.
pub(super) fn of_mail(why: &smtp::Error) -> Failure {
    let mut causes = iter::successors(why.source(), |&cause| cause.source());
    if let Some(broken) = causes.find_map(|cause| cause.downcast_ref::<io::Error>()) {
        return saying(of_connection(broken), None, broken);
    }
    let code = why.status().map(u16::from);
    let reason = match code {
        Some(code) => of_reply(code),
        // The library has no other sign for a server that would have the mail in the clear.
        None if why.is_tls() || why.to_string().contains("STARTTLS") => Reason::NotSecured,
        None => Reason::Other,
    };
    saying(reason, code, why.source().unwrap_or(why))
}

/// Of an SMTP reply that is no consent (RFC 5321, section 4.2.3; RFC 4954, section 6).
fn of_reply(code: u16) -> Reason {
    match code {
        530 | 534 | 535 | 538 => Reason::LoginRefused,
        550 | 551 | 553 => Reason::AddressRefused,
        _ => Reason::Refused,
    }
}

/// Of a connection that was not made, or broke: what TLS finds wrong is told as the connection's own trouble.
fn of_connection(error: &io::Error) -> Reason {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match error.kind() {
        _ if tls.is_some() => Reason::NotSecured,
        io::ErrorKind::TimedOut => Reason::TooSlow,
        _ => Reason::NoConnection,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_says_whether_it_was_the_login_an_address_or_something_else() {
        for (code, reason) in [
            (421, Reason::Refused),
            (451, Reason::Refused),
            (452, Reason::Refused),
            (535, Reason::LoginRefused),
            (530, Reason::LoginRefused),
            (550, Reason::AddressRefused),
            (551, Reason::AddressRefused),
            (553, Reason::AddressRefused),
            (554, Reason::Refused),
        ] {
            assert_eq!(of_reply(code), reason, "{code}");
        }
    }

    #[test]
    fn a_connection_says_whether_it_was_time_tls_or_the_network() {
        let expired = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        for (error, reason) in [
            (io::Error::from(io::ErrorKind::TimedOut), Reason::TooSlow),
            (io::Error::new(io::ErrorKind::InvalidData, expired), Reason::NotSecured),
            (io::Error::from(io::ErrorKind::ConnectionRefused), Reason::NoConnection),
            (io::Error::other("failed to lookup address information"), Reason::NoConnection),
        ] {
            assert_eq!(of_connection(&error), reason, "{error}");
        }
    }

    #[test]
    fn what_was_said_at_length_is_kept_in_part() {
        let endless = io::Error::other("no ".repeat(10_000));
        assert_eq!(saying(Reason::Other, None, &endless).said.chars().count(), LONGEST);
    }
}
