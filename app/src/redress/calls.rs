//! What the pages ask the server about notices and redress.

use gloo_net::http::Request;
use web_sys::AbortSignal;
use wire::notice::{NewNotice, NoticeText};
use wire::redress::{
    Answer, Case, CaseItem, Correction, GivenCode, Lookup, NewRecipient, NewRequest, Reason, RedressCode,
    Restriction, Standing, Taken,
};
use wire::{EncounterId, RedressId};

use crate::api::{Api, Fault};

impl Api {
    /// The notices of the country, in every language.
    pub async fn notices(self) -> Result<Vec<NoticeText>, Fault> {
        self.get("/api/notices").await
    }

    /// Makes the next version of a notice.
    pub async fn change_notice(self, new: &NewNotice) -> Result<NoticeText, Fault> {
        self.post("/api/notices", new).await
    }

    /// Keeps a recording of a notice, at its address.
    pub async fn record_notice(self, address: &str, file: &web_sys::File) -> Result<(), Fault> {
        self.put_bytes(Request::put(address), file).await
    }

    /// Keeps the code that was printed on a receipt; sending it again changes nothing.
    pub async fn give_code(
        self,
        id: EncounterId,
        code: &RedressCode,
        cut: Option<&AbortSignal>,
    ) -> Result<(), Fault> {
        let given = GivenCode { code: code.clone() };
        let request = Request::put(&format!("/api/encounters/{id}/redress-code")).abort_signal(cut);
        self.tell(request, Some(&given)).await
    }

    /// Asks about one's record, as anybody may who has its code.
    pub async fn ask_for_redress(self, request: &NewRequest) -> Result<Taken, Fault> {
        self.post("/api/redress", request).await
    }

    /// How what was asked stands.
    pub async fn redress_standing(self, code: RedressCode) -> Result<Standing, Fault> {
        self.post("/api/redress/standing", &Lookup { code }).await
    }

    /// What people ask about their records, the one due first first.
    pub async fn redress_cases(self) -> Result<Vec<CaseItem>, Fault> {
        self.get("/api/redress/cases").await
    }

    /// One of them, with all that is held.
    pub async fn redress_case(self, id: RedressId) -> Result<Case, Fault> {
        self.get(&case(id, "")).await
    }

    /// Puts a fact right.
    pub async fn correct(self, id: RedressId, correction: Correction) -> Result<Case, Fault> {
        self.post(&case(id, "/corrections"), &correction).await
    }

    /// Freezes a record, or lets go of it.
    pub async fn restrict(self, id: RedressId, restriction: Restriction) -> Result<Case, Fault> {
        self.tell(Request::put(&case(id, "/restriction")), Some(&restriction)).await?;
        self.redress_case(id).await
    }

    /// Erases a record.
    pub async fn erase_record(self, id: RedressId, reason: String) -> Result<Case, Fault> {
        self.post(&case(id, "/erasure"), &Reason { reason }).await
    }

    /// Names somebody who received it.
    pub async fn name_recipient(self, id: RedressId, name: String) -> Result<Case, Fault> {
        self.post(&case(id, "/recipients"), &NewRecipient { name }).await
    }

    /// Writes the answer letter.
    pub async fn answer(self, id: RedressId, reasons: String) -> Result<Case, Fault> {
        self.post(&case(id, "/answer"), &Answer { reasons }).await
    }
}

fn case(id: RedressId, what: &str) -> String {
    format!("/api/redress/cases/{id}{what}")
}
