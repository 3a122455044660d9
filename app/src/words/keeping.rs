use crate::I18n;
use crate::store::Unkept;
use crate::texts::i18n::*;

/// Why something is not on this device's disk, and what to do about it.
pub fn unkept(i18n: I18n, unkept: Unkept) -> &'static str {
    match unkept {
        Unkept::NoStore => t_string!(i18n, saved.no_store),
        Unkept::Full => t_string!(i18n, saved.full),
        Unkept::OtherTab => t_string!(i18n, saved.other_tab),
        Unkept::Failed => t_string!(i18n, saved.disk),
    }
}
