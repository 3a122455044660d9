/// What a session is to do as soon as it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Rest.
    Nothing,
    /// Take a print.
    Print,
    /// Turn the device off and end.
    Close,
}
