//! IndexedDB, as far as the store needs it: a change that happens as a whole, and reading.

use std::collections::BTreeSet;

use js_sys::{Array, JsString, Promise};
use keeping::Shelf;
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionDurability, IdbTransactionMode, IdbTransactionOptions,
};

const NAME: &str = "umbral";
/// Grows with each new shelf.
const VERSION: u32 = 2;

/// Why something is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unkept {
    /// This browser keeps nothing: a private window, or it was forbidden to.
    #[error("the browser has no store")]
    NoStore,
    /// There is no space left.
    #[error("the browser's store is full")]
    Full,
    /// Another tab goes on with the same encounter.
    #[error("another tab has written there")]
    OtherTab,
    /// The browser failed to write.
    #[error("the browser could not write")]
    Failed,
}

/// What is taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// One record.
    Key(Shelf, String),
    /// All whose keys begin with this and a `/`.
    Under(Shelf, String),
}

/// The browser's database.
#[derive(Debug)]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens it, made anew where there is none.
    pub async fn open() -> Result<Self, Unkept> {
        // Firefox throws where it may keep nothing; others have no factory.
        let factory = window().indexed_db().ok().flatten().ok_or(Unkept::NoStore)?;
        let request = factory.open_with_u32(NAME, VERSION).map_err(|_| Unkept::NoStore)?;
        let made = {
            let request = request.clone();
            Closure::<dyn FnMut()>::new(move || make_shelves(&request))
        };
        request.set_onupgradeneeded(Some(made.as_ref().unchecked_ref()));
        let database: IdbDatabase =
            result(&request).await.map_err(|_| Unkept::NoStore)?.dyn_into().map_err(|_| Unkept::NoStore)?;
        // A later version of the app in another tab must not wait for this one.
        let closing = database.clone();
        let close = Closure::<dyn FnMut()>::new(move || closing.close());
        database.set_onversionchange(Some(close.as_ref().unchecked_ref()));
        close.forget();
        Ok(Self(database))
    }

    /// Takes records out, then puts others in (a new one only where nothing is); all of it is on the disk then, or nothing.
    pub async fn change(&self, puts: &[(Shelf, String, JsValue, bool)], gone: &[Gone]) -> Result<(), Unkept> {
        // Power may go the moment after: the browser is asked to write through, which costs milliseconds.
        let options = IdbTransactionOptions::new();
        options.set_durability(IdbTransactionDurability::Strict);
        let put = puts.iter().map(|(shelf, ..)| *shelf);
        let taken = gone.iter().map(|(Gone::Key(shelf, _) | Gone::Under(shelf, _))| *shelf);
        let shelves: BTreeSet<Shelf> = put.chain(taken).collect();
        if shelves.is_empty() {
            return Ok(());
        }
        let shelves: Vec<_> = shelves.into_iter().map(|shelf| JsString::from(shelf.name())).collect();
        let transaction = self
            .0
            .transaction_with_str_sequence_and_mode_and_options(
                &shelves,
                IdbTransactionMode::Readwrite,
                &options,
            )
            .map_err(|_| Unkept::Failed)?;
        let ended = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&reject));
        });
        let asked = ask(&transaction, puts, gone);
        if asked.is_err() {
            // It may have ended by itself already.
            let _ = transaction.abort();
        }
        JsFuture::from(ended).await.map_err(|_| why(transaction.error()))?;
        asked.map_err(|_| Unkept::Failed)
    }

    /// Takes everything off these shelves, all or nothing.
    pub async fn clear(&self, shelves: &[Shelf]) -> Result<(), Unkept> {
        let names: Vec<_> = shelves.iter().map(|shelf| JsString::from(shelf.name())).collect();
        let options = IdbTransactionOptions::new();
        options.set_durability(IdbTransactionDurability::Strict);
        let transaction = self
            .0
            .transaction_with_str_sequence_and_mode_and_options(
                &names,
                IdbTransactionMode::Readwrite,
                &options,
            )
            .map_err(|_| Unkept::Failed)?;
        let ended = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&reject));
        });
        for shelf in shelves {
            let shelf = transaction.object_store(shelf.name()).map_err(|_| Unkept::Failed)?;
            shelf.clear().map_err(|_| Unkept::Failed)?;
        }
        JsFuture::from(ended).await.map(drop).map_err(|_| Unkept::Failed)
    }

    /// A record; undefined where there is none.
    pub async fn get(&self, shelf: Shelf, key: &str) -> Result<JsValue, Unkept> {
        let request = self.shelf(shelf).and_then(|shelf| shelf.get(&key.into()));
        result(&request.map_err(|_| Unkept::Failed)?).await.map_err(|_| Unkept::Failed)
    }

    /// The keys on a shelf, in their order.
    pub async fn keys(&self, shelf: Shelf, beginning: Option<&str>) -> Result<Vec<String>, Unkept> {
        let request = self.shelf(shelf).and_then(|shelf| match beginning {
            Some(beginning) => shelf.get_all_keys_with_key(&under(beginning)?.into()),
            None => shelf.get_all_keys(),
        });
        let keys = result(&request.map_err(|_| Unkept::Failed)?).await.map_err(|_| Unkept::Failed)?;
        Ok(keys.unchecked_into::<Array>().iter().filter_map(|key| key.as_string()).collect())
    }

    fn shelf(&self, shelf: Shelf) -> Result<IdbObjectStore, JsValue> {
        self.0.transaction_with_str(shelf.name())?.object_store(shelf.name())
    }
}

fn make_shelves(request: &IdbOpenDbRequest) {
    let Some(database) = request.result().ok().and_then(|result| result.dyn_into::<IdbDatabase>().ok())
    else {
        return;
    };
    for shelf in Shelf::ALL {
        // One that is there already stays; without its shelves the database does not open for writing, which is told then.
        let _ = database.create_object_store(shelf.name());
    }
}

fn ask(
    transaction: &IdbTransaction,
    puts: &[(Shelf, String, JsValue, bool)],
    gone: &[Gone],
) -> Result<(), JsValue> {
    for gone in gone {
        match gone {
            Gone::Key(shelf, key) => transaction.object_store(shelf.name())?.delete(&key.into())?,
            Gone::Under(shelf, beginning) => {
                transaction.object_store(shelf.name())?.delete(&under(beginning)?.into())?
            }
        };
    }
    for (shelf, key, record, new) in puts {
        let shelf = transaction.object_store(shelf.name())?;
        if *new {
            shelf.add_with_key(record, &key.into())?;
        } else {
            shelf.put_with_key(record, &key.into())?;
        }
    }
    Ok(())
}

/// All keys that begin with this and a `/`, which `0` follows in Unicode.
fn under(beginning: &str) -> Result<IdbKeyRange, JsValue> {
    let (from, to) = (format!("{beginning}/"), format!("{beginning}0"));
    IdbKeyRange::bound_with_lower_open_and_upper_open(&from.into(), &to.into(), false, true)
}

fn why(error: Option<DomException>) -> Unkept {
    match error.map(|error| error.name()).as_deref() {
        Some("QuotaExceededError") => Unkept::Full,
        Some("ConstraintError") => Unkept::OtherTab,
        _ => Unkept::Failed,
    }
}

/// What a request comes to.
async fn result(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(settled).await?;
    request.result()
}
