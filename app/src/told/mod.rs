//! What a person is told in their own language, on the screen and on paper: the parts that the notice, the receipt, the
//! public page and the answer letter share.

mod code;
mod day;
mod notice_view;
mod paper;
mod voice;

pub use code::new_code;
pub use day::{day, moment};
pub use notice_view::NoticeView;
pub use paper::{Paper, QrPicture, facts_on_paper};
pub use voice::Voice;
