/// The space that the browser lets the device's store grow into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Another encounter fits, whatever becomes of it.
    Enough,
    /// None may begin: this many bytes are left for those under way and their answers.
    Low(u64),
    /// The browser does not say: nothing warns before something does not fit.
    Untold,
}

impl Room {
    /// What is never given to another encounter. The largest (ten rolled prints with their flats, three photographs)
    /// takes about 20 MB; so the one under way, and one more in another tab, always find room to be finished.
    pub const RESERVE: u64 = 64 << 20;

    /// How it stands with `used` of `quota` bytes.
    #[must_use]
    pub fn of(quota: u64, used: u64) -> Self {
        match quota.saturating_sub(used) {
            left if left < Self::RESERVE => Self::Low(left),
            _ => Self::Enough,
        }
    }

    /// Whether another encounter may begin.
    #[must_use]
    pub fn may_begin(self) -> bool {
        !matches!(self, Self::Low(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_encounter_begins_where_one_under_way_might_not_be_finished() {
        assert_eq!(Room::of(10 << 30, 1 << 30), Room::Enough);
        assert_eq!(Room::of(Room::RESERVE + 5, 5), Room::Enough);
        assert_eq!(Room::of(Room::RESERVE + 5, 6), Room::Low(Room::RESERVE - 1));
        assert_eq!(Room::of(5, 6), Room::Low(0));
        assert!(!Room::Low(0).may_begin() && Room::Enough.may_begin());
    }

    #[test]
    fn where_the_browser_does_not_say_work_goes_on() {
        assert!(Room::Untold.may_begin());
    }
}
