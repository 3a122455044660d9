//! The bench, and the alerts that come of it.

use gloo_net::http::Request;
use web_sys::Blob;
use wire::hit::{Analysis, Decision, Hit, QueueItem, Skip};
use wire::{AlertId, HitId, PrintId};

use super::{Api, Fault};

impl Api {
    /// The reviewers' queue, most urgent first.
    pub async fn queue(self) -> Result<Vec<QueueItem>, Fault> {
        self.get("/api/hits").await
    }

    /// A hit that this person has open or has decided.
    pub async fn hit(self, id: HitId) -> Result<Hit, Fault> {
        self.get(&format!("/api/hits/{id}")).await
    }

    /// Takes a hit.
    pub async fn claim(self, id: HitId) -> Result<Hit, Fault> {
        self.post(&format!("/api/hits/{id}/claim"), &()).await
    }

    /// Lets go of a hit; letting go of what one does not have changes nothing.
    pub async fn release(self, id: HitId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/hits/{id}/claim")), None::<&()>).await
    }

    /// The image of a print of a hit.
    pub async fn print_image(self, hit: HitId, print: PrintId) -> Result<Blob, Fault> {
        self.file(&format!("/api/hits/{hit}/prints/{print}")).await
    }

    /// Passes a hit on to others.
    pub async fn skip(self, id: HitId, skip: &Skip) -> Result<(), Fault> {
        self.tell(Request::post(&format!("/api/hits/{id}/skip")), Some(skip)).await
    }

    /// Saves the analysis of the probe, for the hit with its candidate.
    pub async fn analyse(self, id: HitId, analysis: &Analysis) -> Result<Hit, Fault> {
        self.post(&format!("/api/hits/{id}/analysis"), analysis).await
    }

    /// Decides, once the person has confirmed who they are where that is needed; sending the same decision again
    /// changes nothing.
    pub async fn decide(self, id: HitId, decision: &Decision) -> Result<Hit, Fault> {
        let path = format!("/api/hits/{id}/decision");
        self.confirmed(|| self.post(&path, decision)).await
    }

    /// Says that the alert was seen.
    pub async fn acknowledge(self, alert: AlertId) -> Result<(), Fault> {
        self.tell(Request::post(&format!("/api/alerts/{alert}/acknowledgement")), None::<&()>).await
    }

    /// Says that one knows that an erased alert no longer stands.
    pub async fn acknowledge_erased(self, alert: AlertId) -> Result<(), Fault> {
        self.tell(Request::post(&format!("/api/erased-alerts/{alert}/acknowledgement")), None::<&()>).await
    }
}
