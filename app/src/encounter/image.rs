use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, Url};

/// An image in the browser's memory, with the address that pages show it by. The address ends with it.
#[derive(Debug)]
pub struct Image {
    /// The file.
    pub file: Blob,
    /// For `href`.
    pub address: String,
}

impl Image {
    /// A PNG from its bytes; none if the browser has no memory for it.
    pub fn png(bytes: &Uint8Array) -> Option<Self> {
        Self::of_kind(bytes, "image/png")
    }

    /// A JPEG from its bytes; none if the browser has no memory for it.
    pub fn jpeg(bytes: &Uint8Array) -> Option<Self> {
        Self::of_kind(bytes, "image/jpeg")
    }

    fn of_kind(bytes: &Uint8Array, kind: &str) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let file = Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options).ok()?;
        Self::file(file)
    }

    /// An image file.
    pub fn file(file: Blob) -> Option<Self> {
        let address = Url::create_object_url_with_blob(&file).ok()?;
        Some(Self { file, address })
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // An address that is gone already needs nothing.
        let _ = Url::revoke_object_url(&self.address);
    }
}
