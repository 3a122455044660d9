use policy::Country;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, header};
use tokio_stream::StreamExt as _;
use wire::encounter::Receipt;
use wire::event::Event;
use wire::hit::{Finding, Hit};

use crate::browser::Browser;
use crate::programme::{COLLEAGUE, ELSEWHERE, OFFICER, Programme, REVIEWER_3, REVIEWER_7, listed};

/// What one browser is told.
pub struct Stream(BodyDataStream);

impl Stream {
    pub async fn open(browser: &Browser) -> Self {
        let request = Request::get("/api/events").body(Body::empty()).unwrap();
        let response = browser.open(request).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Self(response.into_body().into_data_stream())
    }

    /// The next event; none when the stream ends or nothing comes.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            let bytes = tokio::time::timeout(Duration::from_millis(300), self.0.next()).await.ok()??.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            if let Some(json) = text.strip_prefix("data: ") {
                return Some(serde_json::from_str(json).unwrap());
            }
        }
    }

    async fn all(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }

    async fn ended(&mut self) -> bool {
        tokio::time::timeout(Duration::from_secs(5), self.0.next()).await.is_ok_and(|next| next.is_none())
    }
}

#[tokio::test]
async fn each_is_told_what_they_may_read_again() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let mut own_site = Stream::open(&programme.browser(COLLEAGUE).await).await;
    let mut other_site = Stream::open(&programme.browser(ELSEWHERE).await).await;
    let mut reviewer = Stream::open(&programme.browser(REVIEWER_7).await).await;
    let mut auditor = Stream::open(&programme.browser(crate::programme::AUDITOR).await).await;

    let (manifest, _) = programme.manifest(1, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    assert_eq!(own_site.all().await, [Event::Encounter { id: manifest.id }]);
    let [Event::Hit { id: hit }] = reviewer.all().await[..] else { panic!("one hit") };

    let one = programme.browser(REVIEWER_3).await;
    one.claim(hit).await.json::<Hit>();
    assert_eq!(reviewer.all().await, [Event::Hit { id: hit }]);
    assert_eq!(own_site.all().await, [], "a claim is no business of the site");
    one.analyse(hit).await.json::<Hit>();
    one.decide(hit, Finding::Identification, "fourteen points").await.json::<Hit>();
    programme.browser(REVIEWER_7).await.review(hit, Finding::Identification).await;
    let told = own_site.all().await;
    assert!(told.contains(&Event::Alert { encounter: manifest.id }));

    programme.service.enrol(Country::MADE_UP, "Wanted", vec![listed(700, false)], "test").await.unwrap();
    assert!(matches!(own_site.all().await[..], [Event::List { .. }]));
    assert!(matches!(other_site.all().await[..], [Event::List { .. }]), "of the other site, only the list");
    assert_eq!(auditor.all().await, []);
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let programme = Programme::new().await;
    let browser = programme.browser(OFFICER).await;
    let mut stream = Stream::open(&browser).await;
    browser.delete("/api/session").await;
    programme.service.enrol(Country::MADE_UP, "Wanted", vec![listed(700, false)], "test").await.unwrap();
    assert!(stream.ended().await, "and says nothing more");
}

#[tokio::test]
async fn stopping_the_service_ends_the_streams() {
    let programme = Programme::new().await;
    let mut stream = Stream::open(&programme.browser(OFFICER).await).await;
    programme.service.stop();
    assert!(stream.ended().await);
}
