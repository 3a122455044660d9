//! Which capture services on the desks' own computers a site lets its pages talk to.

use scanners::sbi::Roots;
use wire::services::{CaptureServices, SbiService};

use crate::audit::Line;
use crate::authorize::Place;
use crate::demo;
use crate::problem::{Error, invalid, not_found};
use crate::service::Service;
use crate::storage::{Connection, accounts, capture_services as rows};

/// In which a scanner may work.
const ENVIRONMENTS: [&str; 4] = ["Production", "Pre-Production", "Staging", "Developer"];

impl Service {
    /// Lets the desks of the site of that name use these services and no other. Pages that are open keep to what
    /// they were loaded with.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such site or a root cannot be used; [`Error::Database`].
    pub async fn set_capture_services(
        &self,
        site: &str,
        services: &CaptureServices,
        by: &str,
    ) -> Result<(), Error> {
        if let Some(sbi) = &services.sbi {
            check(sbi)?;
        }
        let mut transaction = self.storage.write().await?;
        let place = self.site_named(&mut transaction, site).await?;
        if rows::of(&mut transaction, &self.programme_key, place.site).await? == *services {
            return Ok(());
        }
        rows::set(&mut transaction, &self.programme_key, place.site, services).await?;
        let line = Line::by_program(by, "site.services", format!("site/{}", place.site))
            .of(place.country)
            .with(in_words(services));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What the desks of the site of that name may use.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such site; [`Error::Database`].
    pub async fn capture_services(&self, site: &str) -> Result<CaptureServices, Error> {
        let mut db = self.storage.read().await?;
        let place = self.site_named(&mut db, site).await?;
        rows::of(&mut db, &self.programme_key, place.site).await
    }

    async fn site_named(&self, db: &mut Connection, name: &str) -> Result<Place, Error> {
        let site = accounts::site_named(db, &self.programme_key, name).await?;
        let site = site.ok_or_else(|| not_found("site"))?;
        accounts::place(db, site).await?.ok_or_else(|| not_found("site"))
    }

    /// Lets the demo's sites use the secure biometric interface with scanners under this root, or nobody's.
    ///
    /// # Errors
    /// As [`Self::set_capture_services`].
    pub async fn set_demo_sbi_root(&self, root: Option<String>) -> Result<(), Error> {
        let sbi = root.map(|root| SbiService {
            roots: vec![root],
            environment: "Production".to_owned(),
            last_port: SbiService::USUAL_LAST_PORT,
        });
        let services = CaptureServices { sbi, ..CaptureServices::default() };
        for site in demo::SITES {
            self.set_capture_services(site, &services, demo::MAKER).await?;
        }
        Ok(())
    }
}

fn check(sbi: &SbiService) -> Result<(), Error> {
    if sbi.roots.is_empty() {
        return Err(invalid("sbi.roots", "Without a root certificate no scanner is trusted: name one."));
    }
    Roots::of(sbi.roots.iter().map(String::as_bytes))
        .map_err(|error| invalid("sbi.roots", format!("{error}.")))?;
    if !ENVIRONMENTS.contains(&sbi.environment.as_str()) {
        return Err(invalid("sbi.environment", format!("It is one of {}.", ENVIRONMENTS.join(", "))));
    }
    if !(SbiService::FIRST_PORT..=SbiService::LAST_PORT).contains(&sbi.last_port) {
        return Err(invalid("sbi.last_port", "The interface has the ports 4501 to 4600."));
    }
    Ok(())
}

/// What is on, for the log.
fn in_words(services: &CaptureServices) -> String {
    let sbi = services.sbi.as_ref().map(|sbi| {
        let SbiService { roots, environment, last_port } = sbi;
        format!("MOSIP SBI ({environment}, {} roots, ports to {last_port})", roots.len())
    });
    let secugen = services.secugen.as_ref().map(|_| "SecuGen WebAPI".to_owned());
    let hid = services.hid.then(|| "HID WebSDK".to_owned());
    let on: Vec<String> = sbi.into_iter().chain(secugen).chain(hid).collect();
    if on.is_empty() { "none".to_owned() } else { on.join(", ") }
}
