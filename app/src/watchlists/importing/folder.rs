//! The files that somebody chose, by the names that a sheet has for them. They stay on disk until they are sent.

use std::collections::HashMap;

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use web_sys::{Blob, File, HtmlInputElement};
use wire::import::{LARGEST_FILE, LARGEST_PIECE, PieceHead, Wanted};

/// Room in a piece for its first line.
const HEAD: u64 = 1024 * 1024;

/// A chosen folder, or chosen files.
#[derive(Debug, Clone, Default)]
pub struct Folder(HashMap<String, File>);

impl Folder {
    /// What was chosen in a file field. A folder's own name is not part of its files' names.
    pub fn chosen(input: &HtmlInputElement) -> Self {
        let files = input.files();
        let files = files.iter().flat_map(|list| (0..list.length()).filter_map(|at| list.get(at)));
        Self(files.map(|file| (name_in_folder(&file), file)).collect())
    }

    /// The sheet: "sheet.csv" or "sheet.json", else the only CSV or JSON file there is.
    pub fn sheet(&self) -> Option<&File> {
        let named = ["sheet.csv", "sheet.json"].into_iter().find_map(|name| self.0.get(name));
        let mut sheets = self.0.iter().filter(|(name, _)| {
            let name = name.to_lowercase();
            name.ends_with(".csv") || name.ends_with(".json")
        });
        let only = sheets.next().filter(|_| sheets.next().is_none()).map(|(_, file)| file);
        named.or(only)
    }

    /// A piece of as many of these people as go into one, with all their files that are there.
    pub fn piece(&self, wanted: &[Wanted]) -> Option<Blob> {
        let room = LARGEST_PIECE as u64 - HEAD;
        let mut head = PieceHead { people: vec![], files: vec![], too_large: vec![] };
        let (mut bytes, parts) = (0, Array::new());
        for Wanted { place, files } in wanted {
            let theirs: Vec<(&String, &File)> =
                files.iter().filter_map(|name| Some((name, self.find(name)?))).collect();
            let size: u64 = theirs.iter().map(|(_, file)| size(file)).sum();
            if bytes + size > room && !head.people.is_empty() {
                break;
            }
            head.people.push(*place);
            for (name, file) in theirs {
                if size_fits(file, room - bytes) {
                    bytes += self::size(file);
                    head.files.push((name.clone(), self::size(file)));
                    parts.push(file);
                } else {
                    head.too_large.push(name.clone());
                }
            }
        }
        let head = serde_json::to_string(&head).ok()? + "\n";
        parts.unshift(&JsValue::from(head));
        Blob::new_with_blob_sequence(&parts).ok()
    }

    /// A file by the sheet's name for it: by its path, or, where single files were chosen, by its name alone.
    fn find(&self, name: &str) -> Option<&File> {
        self.0.get(name).or_else(|| self.0.get(name.rsplit('/').next()?))
    }
}

fn size(file: &File) -> u64 {
    // A file's size is a whole number far below 2^53.
    file.size() as u64
}

fn size_fits(file: &File, room: u64) -> bool {
    size(file) <= room.min(LARGEST_FILE as u64)
}

fn name_in_folder(file: &File) -> String {
    let path = Reflect::get(file.unchecked_ref(), &"webkitRelativePath".into());
    let path = path.ok().and_then(|path| path.as_string()).unwrap_or_default();
    path.split_once('/').map_or_else(|| file.name(), |(_, inside)| inside.to_owned())
}
