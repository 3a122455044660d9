//! Where the service is, and the account it made up for the page.

use super::srp::{Account, bytes_of};
use crate::service::json;

pub(super) struct Place {
    /// Address of the handshake, without a slash at its end.
    pub(super) base: String,
    /// Address of the socket, likewise.
    pub(super) socket: String,
    pub(super) account: Account,
}

impl Place {
    /// From the answer to the first question. A place that is not on this computer is none.
    pub(super) fn of(body: &[u8]) -> Option<Self> {
        let endpoint = json::text(&json::object(body)?, "endpoint")?;
        let (base, query) = endpoint.split_once('?')?;
        let (scheme, rest) = base.split_once("://")?;
        let host = rest.split(['/', ':']).next()?;
        if !["http", "https"].contains(&scheme) || !["127.0.0.1", "localhost"].contains(&host) {
            return None;
        }
        let value = |key: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
        };
        let port: u16 = value("web_sdk_port")?.parse().ok()?;
        let secure = value("web_sdk_secure")?.eq_ignore_ascii_case("true");
        let user = value("web_sdk_username")?;
        // It goes into addresses as it is.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let account = Account {
            user: Some(user).filter(|user| user.bytes().all(plain))?.to_owned(),
            password: bytes_of(value("web_sdk_password")?)?,
            salt: bytes_of(value("web_sdk_salt")?)?,
        };
        let socket = format!("{}://{host}:{port}", if secure { "wss" } else { "ws" });
        Some(Self { base: base.trim_end_matches('/').to_owned(), socket, account })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answer(host: &str) -> Vec<u8> {
        let query =
            "web_sdk_port=9001&web_sdk_secure=true&web_sdk_username=u1&web_sdk_password=6162&web_sdk_salt=0a";
        format!(r#"{{"endpoint":"https://{host}/?{query}"}}"#).into_bytes()
    }

    #[test]
    fn a_place_on_this_computer_is_understood_and_any_other_refused() {
        let place = Place::of(&answer("127.0.0.1:52181")).unwrap();
        assert_eq!(place.base, "https://127.0.0.1:52181");
        assert_eq!(place.socket, "wss://127.0.0.1:9001");
        assert_eq!((place.account.password, place.account.salt), (b"ab".to_vec(), vec![10]));
        assert!(Place::of(&answer("example.org")).is_none());
        assert!(Place::of(&answer("127.0.0.1.example.org")).is_none());
    }

    proptest! {
        #[test]
        fn any_endpoint_does_no_harm(endpoint in "[a-z:/?&=._0-9]{0,60}") {
            let _ = Place::of(format!(r#"{{"endpoint":"{endpoint}"}}"#).as_bytes());
        }
    }
}
