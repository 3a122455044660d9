//! The device check: each scanner through its paces, with a report for whoever installs it.

mod check;
mod page;
mod report;
mod report_view;

pub use page::DeviceCheckPage;
