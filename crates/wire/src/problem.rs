use serde::{Deserialize, Serialize};

/// Why a request was refused: the body of every 4xx and 5xx answer, and of a worker's refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail}")]
pub struct Problem {
    /// What kind of problem; the app has words for each in every language.
    pub code: Code,
    /// The particulars, in English, for the person and the log; no personal data.
    pub detail: String,
    /// The field at fault, by its name in the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// After how many seconds the same may well succeed; also in `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// The kinds of [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Nobody is signed in, or the session has ended.
    NotSignedIn,
    /// The sign-in link was used before, has expired, or was never given.
    LinkSpent,
    /// That name, password and code do not sign anybody in, or that passkey does not.
    SignInFailed,
    /// The link has opened the door, but work begins with a passkey.
    EnrolFirst,
    /// This needs the person to prove once more who they are.
    ConfirmFirst,
    /// This role, or this person on this hit, may not do that.
    NotAllowed,
    /// There is no such record, or none that this person may see.
    NotFound,
    /// A field is missing or makes no sense.
    Invalid,
    /// The record is no longer in the state that this needs (claimed, decided, sealed by someone else).
    Conflict,
    /// What is asked for is so already.
    Already,
    /// The request of the person's that this belongs to is answered.
    Answered,
    /// The record is erased: nothing of it is left to change.
    Erased,
    /// The record is under legal hold, so it is not erased.
    UnderHold,
    /// What came is not what a device sealed, or not one that may send it: a supervisor looks at it.
    PacketRefused,
    /// At this site only enrolled devices record.
    DeviceNeeded,
    /// The code enrols no device: it was used, has expired, or was never given.
    CodeSpent,
    /// The policy of the site does not let this be recorded.
    PolicyRefuses,
    /// Too much at once; try again later.
    Busy,
    /// So many searches wait that another would not be answered in time: send it again after
    /// [`retry_after`](Problem::retry_after).
    SearchesFull,
    /// More bytes than allowed.
    TooLarge,
    /// The file is not an image that can be read.
    UnreadableImage,
    /// The file does not say its resolution and none was given.
    ResolutionNeeded,
    /// The image holds no usable print.
    NoPrint,
    /// What came is not what the server signed.
    Altered,
    /// A fault of ours.
    Internal,
}

impl Problem {
    /// A problem without a field.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), field: None, retry_after: None }
    }

    /// A problem with one field.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(Code::Invalid, detail) }
    }
}
