//! One file for each door.

pub(crate) mod comparison;
pub(crate) mod extraction;
pub(crate) mod isobio;
pub(crate) mod itl;
pub(crate) mod json;
pub(crate) mod packet;
pub(crate) mod raster;
pub(crate) mod scanners;
pub(crate) mod shard;
pub(crate) mod template;
pub(crate) mod wsq;
