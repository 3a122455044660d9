//! Calling people to the screen: whom, over which hosts, with nothing that is anybody's business; and what is not reached.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use serde_json::{Value, json};
use server::calling::{Calling, Mail};
use server::outbound::{Address, Reach};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use wire::call::{Call, Calls, Failure, Push, Reason, Way};
use wire::hit::Finding;

use crate::browser::HOST;
use crate::programme::{
    ADMINISTRATOR, COLLEAGUE, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, REVIEWER_7, SUPERVISOR,
};

/// What a push service, or a hook, was asked.
#[derive(Debug, Clone)]
struct Asked {
    path: String,
    headers: HeaderMap,
    body: String,
}

/// A push service and a hook, on this machine: answers every request with one status and keeps it.
#[derive(Clone)]
struct Double {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    status: Arc<Mutex<StatusCode>>,
}

impl Double {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let double =
            Self { address, asked: Arc::default(), status: Arc::new(Mutex::new(StatusCode::CREATED)) };
        let app = Router::new().fallback(answer).with_state(double.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        double
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn answers(&self, status: StatusCode) {
        *self.status.lock().unwrap() = status;
    }
}

async fn answer(State(double): State<Double>, uri: Uri, headers: HeaderMap, body: String) -> StatusCode {
    double.asked.lock().unwrap().push(Asked { path: uri.path().to_owned(), headers, body });
    *double.status.lock().unwrap()
}

async fn programme(double: &Double, hook: bool) -> Programme {
    let hook = hook.then(|| Address::parse(&double.url("/hook"), Reach::Nearby).unwrap());
    let calling = Calling {
        push_hosts: vec!["127.0.0.1".into()],
        push_nearby: true,
        contact: "mailto:it@umbral.example".into(),
        hook,
        mail: None,
    };
    Programme::with(|config| config.calling = calling).await
}

/// These people's devices are called from now on; each has its own path at the push service.
async fn subscribed(programme: &Programme, double: &Double, people: &[&str]) {
    for (at, name) in people.iter().enumerate() {
        let endpoint = double.url(&format!("/push/{at}"));
        let push: Push =
            programme.browser(name).await.post("/api/push", &json!({ "endpoint": endpoint })).await.json();
        assert_eq!(push.subscriptions.len(), 1);
    }
}

/// An alert, raised.
async fn raise(programme: &Programme, person: u64) {
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, person).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Identification).await;
    }
}

fn paths(asked: &[Asked]) -> Vec<&str> {
    let mut paths: Vec<&str> = asked.iter().map(|asked| asked.path.as_str()).collect();
    paths.sort_unstable();
    paths
}

#[tokio::test]
async fn an_alert_calls_those_who_are_told_and_a_call_has_no_content() {
    let double = Double::start().await;
    let programme = programme(&double, false).await;
    subscribed(&programme, &double, &[OFFICER, COLLEAGUE, SUPERVISOR, PROGRAMME_MANAGER, REVIEWER_3]).await;
    raise(&programme, 2).await;
    assert_eq!(programme.service.deliver_calls().await.unwrap(), 3);
    let asked = double.asked();
    assert_eq!(paths(&asked), ["/push/0", "/push/1", "/push/2"], "not the manager, and never a reviewer");
    for each in &asked {
        assert_eq!(each.body, "", "who passes it on learns nothing");
        let said = each.headers["authorization"].to_str().unwrap();
        assert!(said.starts_with("vapid t=") && said.contains(", k="), "{said}");
        assert_eq!(each.headers["urgency"], "high");
        assert!(each.headers.contains_key("ttl") && each.headers.contains_key("topic"));
    }
    programme.clock.advance_seconds(15 * 60);
    while programme.service.take_alerts_further().await.unwrap() > 0 {}
    programme.service.deliver_calls().await.unwrap();
    assert!(paths(&double.asked()).contains(&"/push/3"), "now the manager too");
}

#[tokio::test]
async fn officers_are_called_while_they_are_on_shift_and_the_captor_always() {
    let double = Double::start().await;
    let programme = programme(&double, false).await;
    subscribed(&programme, &double, &[OFFICER, COLLEAGUE]).await;
    programme.clock.advance_seconds(40 * 60);
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 2).await;
    programme.clock.advance_seconds(40 * 60);
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Identification).await;
    }
    programme.service.deliver_calls().await.unwrap();
    assert_eq!(paths(&double.asked()), ["/push/0"]);
}

#[tokio::test]
async fn the_hook_is_told_where_and_how_far_and_of_nobody() {
    let double = Double::start().await;
    let programme = programme(&double, true).await;
    raise(&programme, 2).await;
    assert_eq!(programme.service.deliver_calls().await.unwrap(), 1);
    let [call] = &double.asked()[..] else { panic!("one call") };
    let said: Value = serde_json::from_str(&call.body).unwrap();
    let mut names: Vec<&str> = said.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["call", "news", "open", "reach", "site"]);
    assert_eq!((&said["news"], &said["reach"]), (&json!("alert_raised"), &json!("site")));
    assert_eq!(said["site"], programme.north.id.to_string());
}

/// A mail server on this machine: keeps what it is handed, or refuses it.
#[derive(Clone)]
struct MailServer {
    address: SocketAddr,
    handed: Arc<Mutex<Vec<String>>>,
    refusal: Arc<Mutex<Option<&'static str>>>,
}

impl MailServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self { address, handed: Arc::default(), refusal: Arc::default() };
        let answering = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answering.clone().answer(stream));
            }
        });
        server
    }

    /// As much of RFC 5321 as a client asks for.
    async fn answer(self, stream: TcpStream) -> std::io::Result<()> {
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let mut mail = None::<String>;
        writing.write_all(b"220 mail.example\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let refusal = *self.refusal.lock().unwrap();
            let answer = match &mut mail {
                Some(text) if line == "." => {
                    self.handed.lock().unwrap().push(std::mem::take(text));
                    mail = None;
                    "250 taken\r\n"
                }
                Some(text) => {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                None if line.starts_with("DATA") => {
                    mail = Some(String::new());
                    "354 go on\r\n"
                }
                None if line.starts_with("MAIL") && refusal.is_some() => refusal.unwrap_or_default(),
                None if line.starts_with("QUIT") => "221 bye\r\n",
                None => "250 fine\r\n",
            };
            writing.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }

    fn refuses(&self, with: Option<&'static str>) {
        *self.refusal.lock().unwrap() = with;
    }

    async fn programme(&self) -> Programme {
        mailing(&format!("smtp://{}", self.address)).await
    }

    fn handed(&self) -> Vec<String> {
        std::mem::take(&mut *self.handed.lock().unwrap())
    }
}

/// A programme that mails its calls by the server at this address.
async fn mailing(server: &str) -> Programme {
    let to = ["shift@site.example".to_owned(), "night@site.example".to_owned()];
    let mail = Mail::by(server, None, "umbral@site.example", &to).unwrap();
    let calling = Calling { mail: Some(mail), ..Calling::default() };
    Programme::with(|config| {
        config.calling = calling;
        config.public_origin = Some(format!("http://{HOST}"));
    })
    .await
}

/// The one call that has not arrived, as an administrator sees it.
async fn waiting(programme: &Programme) -> Call {
    let mut calls: Calls = programme.browser(ADMINISTRATOR).await.get("/api/calls").await.json();
    assert_eq!(calls.waiting.len(), 1);
    calls.waiting.remove(0)
}

#[tokio::test]
async fn mail_says_where_how_far_and_the_way_there_and_of_nobody_anything() {
    let server = MailServer::start().await;
    let programme = server.programme().await;
    raise(&programme, 2).await;
    assert_eq!(programme.service.deliver_calls().await.unwrap(), 1);
    let [mail] = &server.handed()[..] else { panic!("one message") };
    for said in [
        "From: umbral@site.example",
        "To: shift@site.example, night@site.example",
        "Subject: Umbral: An alert waits (Northgate)",
        "An alert waits: Northgate. It is with the site.",
        &format!("http://{HOST}/alerts"),
    ] {
        assert!(mail.contains(said), "{said} is not in {mail}");
    }
    let reference = programme.browser(OFFICER).await.get("/api/alerts").await.value();
    for secret in ["smuggling", "Wanted", OFFICER, reference[0]["reference"].as_str().unwrap()] {
        assert!(!mail.contains(secret), "{secret} is in {mail}");
    }
    assert_eq!(programme.service.deliver_calls().await.unwrap(), 0, "once");
}

#[tokio::test]
async fn mail_waits_in_the_same_queue_as_every_call_and_is_the_same_message_when_sent_again() {
    let server = MailServer::start().await;
    let programme = server.programme().await;
    server.refuses(Some("451 not now\r\n"));
    raise(&programme, 2).await;
    assert_eq!(programme.service.deliver_calls().await.unwrap(), 0);
    let administrator = programme.browser(ADMINISTRATOR).await;
    let calls: Calls = administrator.get("/api/calls").await.json();
    assert_eq!(calls.mail, Some(("127.0.0.1".into(), 2)));
    assert_eq!((calls.waiting[0].way, calls.waiting[0].attempts), (Way::Mail, 1));
    let refused = Failure { reason: Reason::Refused, code: Some(451), said: "not now".into() };
    assert_eq!(calls.waiting[0].failure, Some(refused));
    for (_, content) in programme.stored().await {
        assert!(!content.windows(9).any(|bytes| bytes == b"Northgate"), "the site's name lies sealed");
    }
    programme.clock.advance_seconds(5);
    server.refuses(None);
    assert_eq!(programme.service.deliver_calls().await.unwrap(), 1);
    let mail = server.handed().remove(0);
    assert!(mail.contains(&format!("Message-ID: <{}@site.example>", calls.waiting[0].id)), "{mail}");
}

#[tokio::test]
async fn what_keeps_mail_from_arriving_is_told_by_its_kind() {
    let server = MailServer::start().await;
    let programme = server.programme().await;
    raise(&programme, 2).await;
    for (reply, reason, code) in [
        ("550 5.1.1 no such user\r\n", Reason::AddressRefused, 550),
        ("535 5.7.8 who are you\r\n", Reason::LoginRefused, 535),
        ("554 5.7.1 not from there\r\n", Reason::Refused, 554),
    ] {
        server.refuses(Some(reply));
        programme.service.deliver_calls().await.unwrap();
        let said = reply[4..].trim_end().to_owned();
        assert_eq!(waiting(&programme).await.failure, Some(Failure { reason, code: Some(code), said }));
        programme.clock.advance_seconds(600);
    }
}

#[tokio::test]
async fn a_mail_server_that_is_not_there_or_has_no_tls_is_told_apart() {
    let in_the_clear = MailServer::start().await.address.port();
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    for (server, reason) in [
        (format!("smtp://127.0.0.1:{nobody}"), Reason::NoConnection),
        (format!("smtp://localhost:{in_the_clear}"), Reason::NotSecured),
        (format!("smtps://localhost:{in_the_clear}"), Reason::NotSecured),
    ] {
        let programme = mailing(&server).await;
        raise(&programme, 2).await;
        programme.service.deliver_calls().await.unwrap();
        let failure = waiting(&programme).await.failure.unwrap();
        assert_eq!((failure.reason, failure.code), (reason, None), "{server}: {}", failure.said);
    }
}

#[tokio::test]
async fn a_hook_that_is_not_found_is_tried_again() {
    let double = Double::start().await;
    let programme = programme(&double, true).await;
    raise(&programme, 2).await;
    double.answers(StatusCode::NOT_FOUND);
    programme.service.deliver_calls().await.unwrap();
    let call = waiting(&programme).await;
    assert!(call.next_at.is_some());
    assert_eq!(call.failure.unwrap().code, Some(404));
}

#[tokio::test]
async fn what_does_not_arrive_is_tried_again_and_shown_to_the_administrator() {
    let double = Double::start().await;
    let programme = programme(&double, true).await;
    raise(&programme, 2).await;
    double.answers(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(programme.service.deliver_calls().await.unwrap(), 0);
    let administrator = programme.browser(ADMINISTRATOR).await;
    let calls: Calls = administrator.get("/api/calls").await.json();
    assert_eq!((calls.waiting.len(), calls.waiting[0].attempts), (1, 1));
    let refused = Failure { reason: Reason::Refused, code: Some(503), said: String::new() };
    assert_eq!(calls.waiting[0].failure, Some(refused));
    double.asked();
    programme.service.deliver_calls().await.unwrap();
    assert!(double.asked().is_empty(), "not before its time");
    programme.clock.advance_seconds(5);
    double.answers(StatusCode::OK);
    assert_eq!(programme.service.deliver_calls().await.unwrap(), 1);
    let calls: Calls = administrator.get("/api/calls").await.json();
    assert_eq!(calls.waiting, []);
}

#[tokio::test]
async fn a_device_that_is_gone_is_called_no_more() {
    let double = Double::start().await;
    let programme = programme(&double, false).await;
    subscribed(&programme, &double, &[OFFICER]).await;
    raise(&programme, 2).await;
    double.answers(StatusCode::GONE);
    programme.service.deliver_calls().await.unwrap();
    let push: Push = programme.browser(OFFICER).await.get("/api/push").await.json();
    assert_eq!(push.subscriptions, []);
    let calls: Calls = programme.browser(ADMINISTRATOR).await.get("/api/calls").await.json();
    assert_eq!(calls.waiting[0].next_at, None, "and that is shown");
    assert_eq!(calls.waiting[0].failure.as_ref().unwrap().reason, Reason::Unsubscribed);
}

#[tokio::test]
async fn only_hosts_that_the_operator_named_are_ever_asked() {
    let double = Double::start().await;
    let programme = programme(&double, false).await;
    let officer = programme.browser(OFFICER).await;
    for endpoint in
        ["https://push.example/abc", "http://10.0.0.7/abc", "https://169.254.169.254/latest", "abc"]
    {
        let refused = officer.post("/api/push", &json!({ "endpoint": endpoint })).await.problem();
        assert_eq!(refused.field.as_deref(), Some("endpoint"), "{endpoint}");
    }
    let without = Programme::new().await;
    let push: Push = without.browser(OFFICER).await.get("/api/push").await.json();
    assert_eq!(push.key, None, "where the operator names none, no device can be called");
}

#[tokio::test]
async fn endpoints_lie_sealed() {
    let double = Double::start().await;
    let programme = programme(&double, false).await;
    subscribed(&programme, &double, &[OFFICER]).await;
    let endpoint = double.url("/push/0");
    for (name, content) in programme.stored().await {
        let found = content.windows(endpoint.len()).any(|bytes| bytes == endpoint.as_bytes());
        assert!(!found, "{}", name.display());
    }
}
