//! Sealed images, by name: in a folder, or in a bucket of an S3 store, which sees nothing but sealed bytes.

use std::path::Path;

use axum::http::Uri;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload, path::Path as Name};
use tokio_stream::StreamExt as _;
use wire::{CaseId, EncounterId, EntryId, ImportId, Sha256};

use crate::problem::Error;
use crate::vault::DataKey;

#[cfg(test)]
mod s3_double;

/// The store of sealed images.
pub struct Objects(Box<dyn ObjectStore>);

/// Whose image, and which: where it lies, and what it is sealed as.
#[derive(Debug, Clone)]
pub struct ImageName(String);

impl ImageName {
    /// An image of an encounter.
    pub fn of_encounter(encounter: EncounterId, sha256: &Sha256) -> Self {
        Self(format!("encounter/{encounter}/{sha256}"))
    }

    /// An image of a watchlist entry.
    pub fn of_entry(entry: EntryId, sha256: &Sha256) -> Self {
        Self(format!("entry/{entry}/{sha256}"))
    }

    /// A document of a case.
    pub fn of_case(case: CaseId, sha256: &Sha256) -> Self {
        Self(format!("case/{case}/{sha256}"))
    }

    /// The sheet of an import.
    pub fn of_sheet(import: ImportId) -> Self {
        Self(format!("import/{import}/sheet"))
    }
}

impl Objects {
    /// Opens the store that `blobs` names, else the folder, making it if it is not there.
    pub fn open(blobs: Option<&str>, folder: &Path) -> Result<Self, Error> {
        if let Some(address) = blobs {
            return Ok(Self(bucket(address, AmazonS3Builder::from_env())?));
        }
        std::fs::create_dir_all(folder).map_err(Error::io(format!("the folder {}", folder.display())))?;
        Ok(Self(Box::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    /// Seals an image and keeps it. Keeping it again changes nothing that matters.
    pub async fn put(&self, name: &ImageName, key: &DataKey, image: &[u8]) -> Result<(), Error> {
        let sealed = key.seal(&name.0, image)?;
        self.0.put(&Name::from(name.0.as_str()), PutPayload::from(sealed)).await?;
        Ok(())
    }

    /// Removes every image of a subject; how many there were.
    pub async fn delete_all(&self, subject: &str) -> Result<u64, Error> {
        let folder = Name::from(subject);
        let mut images = self.0.list(Some(&folder));
        let mut removed = 0;
        while let Some(image) = images.next().await {
            self.0.delete(&image?.location).await?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Reads an image and opens it.
    pub async fn get(&self, name: &ImageName, key: &DataKey) -> Result<Vec<u8>, Error> {
        let sealed = self.0.get(&Name::from(name.0.as_str())).await?.bytes().await?;
        Ok(key.open(&name.0, &sealed)?)
    }
}

/// `s3://bucket/prefix?endpoint=https://s3.example&region=eu-west-1`. Who may use it is in the environment, as every
/// client of such stores reads it: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and the like.
fn bucket(address: &str, builder: AmazonS3Builder) -> Result<Box<dyn ObjectStore>, Error> {
    let wrong = |why: &str| Error::BlobAddress { why: why.to_owned() };
    let uri: Uri = address.parse().map_err(|_| wrong("it is no address"))?;
    if uri.scheme_str() != Some("s3") {
        return Err(wrong("it does not begin with s3://"));
    }
    // Deleting one by one is what every such store can do.
    let mut builder = builder.with_bucket_name(uri.host().unwrap_or_default()).with_disable_bulk_delete(true);
    for parameter in uri.query().unwrap_or_default().split('&').filter(|each| !each.is_empty()) {
        builder = match parameter.split_once('=') {
            Some(("endpoint", endpoint)) => {
                let endpoint: Uri = endpoint.parse().map_err(|_| wrong("its endpoint is no address"))?;
                let here = matches!(endpoint.host(), Some("127.0.0.1" | "localhost"));
                if endpoint.scheme_str() != Some("https") && !here {
                    return Err(wrong(
                        "beyond this machine nothing goes without TLS: the endpoint must be https://",
                    ));
                }
                builder.with_endpoint(endpoint.to_string().trim_end_matches('/')).with_allow_http(here)
            }
            Some(("region", region)) => builder.with_region(region),
            _ => return Err(wrong("it has parameters other than endpoint and region")),
        };
    }
    // One that is there already does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Box::new(PrefixStore::new(builder.build()?, uri.path())))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::s3_double::S3Double;
    use super::*;
    use crate::vault::{KeySource, Vault};

    fn objects(double: &S3Double, secret: &str) -> Objects {
        let credentials = AmazonS3Builder::new().with_access_key_id("umbral").with_secret_access_key(secret);
        let address = format!("s3://images/site?endpoint={}&region=eu-west-1", double.address);
        Objects(bucket(&address, credentials).unwrap())
    }

    fn key() -> DataKey {
        let vault = Vault::open(KeySource::Given("ab".repeat(32))).unwrap();
        vault.new_key("encounter").unwrap().key
    }

    #[tokio::test]
    async fn a_bucket_keeps_images_sealed_and_gives_them_back_until_they_are_erased() {
        let double = S3Double::start("a secret/of+forty.characters").await;
        let (objects, key) = (objects(&double, "a secret/of+forty.characters"), key());
        let (encounter, other) = (EncounterId::new(), EncounterId::new());
        let sha256 = Sha256::from_digest(&[7; 32]);
        let image = b"\x89PNG and what follows".repeat(100);
        for subject in [encounter, other] {
            objects.put(&ImageName::of_encounter(subject, &sha256), &key, &image).await.unwrap();
        }
        let kept: BTreeMap<String, Vec<u8>> = double.kept();
        assert_eq!(kept.len(), 2);
        assert!(kept.contains_key(&format!("site/encounter/{encounter}/{sha256}")), "{:?}", kept.keys());
        assert!(kept.values().all(|bytes| !bytes.windows(4).any(|four| four == b"\x89PNG")));

        let name = ImageName::of_encounter(encounter, &sha256);
        assert_eq!(objects.get(&name, &key).await.unwrap(), image);
        assert_eq!(objects.delete_all(&format!("encounter/{encounter}")).await.unwrap(), 1);
        assert!(objects.get(&name, &key).await.is_err());
        assert_eq!(double.kept().len(), 1, "the other's is still there");
    }

    #[tokio::test]
    async fn a_bucket_that_refuses_the_signature_is_an_error() {
        let double = S3Double::start("one secret").await;
        let name = ImageName::of_encounter(EncounterId::new(), &Sha256::from_digest(&[7; 32]));
        let refused = objects(&double, "another secret").put(&name, &key(), b"image").await;
        assert!(matches!(refused, Err(Error::Objects(_))), "{refused:?}");
        assert!(double.kept().is_empty());
    }

    #[test]
    fn an_address_that_would_send_in_the_clear_or_says_what_nobody_knows_is_refused() {
        for address in [
            "https://bucket",
            "s3://bucket?endpoint=http://s3.example",
            "s3://bucket?endpoint=https://s3.example&verify=no",
        ] {
            let refused = bucket(address, AmazonS3Builder::new());
            assert!(matches!(refused, Err(Error::BlobAddress { .. })), "{address}");
        }
        let good = "s3://bucket/prefix?endpoint=https://s3.example&region=eu-west-1";
        assert!(bucket(good, AmazonS3Builder::new()).is_ok());
    }
}
