//! What `docs/threat-model.md` and `docs/asvs.md` name exists: a control without its test is not one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

const THREATS: &str = "docs/threat-model.md";
const ASVS: &str = "docs/asvs.md";
/// Where code and tests are.
const PARTS: [&str; 7] = ["app", "crates", "docs", "e2e", "matcher-wasm", "server", "xtask"];

/// Every file of the project, by its path from the root.
static FILES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut files = HashMap::new();
    for part in PARTS {
        read_into(&mut files, &root().join(part));
    }
    for name in ["ARCHITECTURE.md", "README.md", "Cargo.toml", "deny.toml"] {
        files.insert(name.to_owned(), std::fs::read_to_string(root().join(name)).unwrap());
    }
    files
});

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read_into(files: &mut HashMap<String, String>, folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["node_modules", "target", "test-results", ".git"].contains(&name.as_str()) {
                read_into(files, &path);
            }
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            files.insert(path.strip_prefix(root()).unwrap().to_string_lossy().into_owned(), text);
        }
    }
}

/// The files that a path may mean: from the root, a folder's, or by name among the server's rules.
fn files_called(path: &str) -> Vec<&'static str> {
    let rule = format!("server/tests/rules/{path}");
    let folder = format!("{}/", path.trim_end_matches('/'));
    let is_it = |file: &str| file == path || file == rule || file.starts_with(&folder);
    FILES.iter().filter(|(file, _)| is_it(file)).map(|(_, text)| text.as_str()).collect()
}

fn declares(text: &str, name: &str) -> bool {
    ["fn", "const", "static", "struct", "enum"].iter().any(|kind| {
        let declared = format!("{kind} {name}");
        text.match_indices(&declared).any(|(at, _)| {
            !text[at + declared.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
        })
    })
}

fn is_path(text: &str) -> bool {
    let known = [".rs", ".ts", ".js", ".md", ".toml"].iter().any(|end| text.ends_with(end));
    known || PARTS.iter().any(|part| text.starts_with(&format!("{part}/")))
}

/// What a row names: a test or a declaration by `file: name` or by its name alone, a journey by `e2e: title`, a file.
/// None for words that are none of these.
fn is_there(cited: &str) -> Option<bool> {
    if let Some(title) = cited.strip_prefix("e2e: ") {
        let quoted = format!("\"{title}\"");
        return Some(files_called("e2e/journeys").iter().any(|text| text.contains(&quoted)));
    }
    if let Some((file, name)) = cited.split_once(": ").filter(|(file, _)| is_path(file)) {
        return Some(files_called(file).iter().any(|text| declares(text, name)));
    }
    if is_path(cited) {
        return Some(!files_called(cited).is_empty());
    }
    let is_name = cited.matches('_').count() >= 3
        && cited.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
    is_name.then(|| FILES.values().any(|text| declares(text, cited)))
}

/// Whether something holds tests: a journey, a rule, a crate's or a file's own.
fn is_tested(cited: &str) -> bool {
    if cited.starts_with("e2e: ") {
        return true;
    }
    let file = cited.split(": ").next().unwrap_or(cited);
    let by_name = cited.matches('_').count() >= 3 && !cited.contains(['/', '.', ':']);
    by_name
        || files_called(file)
            .iter()
            .any(|text| text.contains("#[test]") || text.contains("test]\n") || text.contains("test(\""))
}

/// What stands between backticks.
fn cited(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn whatever_the_documents_name_exists() {
    for document in [THREATS, ASVS] {
        let mut found = 0;
        for (number, line) in FILES[document].lines().enumerate() {
            for name in cited(line) {
                let there = is_there(name);
                assert_ne!(there, Some(false), "{document}, line {}: there is no `{name}`", number + 1);
                found += usize::from(there.is_some());
            }
        }
        assert!(found > 40, "{document} names only {found}");
    }
}

#[test]
fn each_threat_has_a_control_and_a_test() {
    let threats: Vec<Vec<&str>> = FILES[THREATS]
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .filter(|cells: &Vec<&str>| {
            // S: spoofing, T: tampering...; the other tables are of what there is to protect.
            cells[0]
                .split(':')
                .next()
                .is_some_and(|kinds| kinds.split(", ").all(|kind| kind.len() == 1 && "STRIDE".contains(kind)))
        })
        .collect();
    assert!(threats.len() > 50, "only {} threats are read", threats.len());
    for cells in threats {
        assert_eq!(cells.len(), 3, "{cells:?}");
        assert!(!cells[1].is_empty(), "nothing stands against: {}", cells[0]);
        let above = cells[2] == "the same";
        assert!(above || cited(cells[2]).any(is_tested), "no test shows: {}", cells[0]);
    }
}

#[test]
fn every_section_of_asvs_five_is_judged() {
    // The sections of OWASP ASVS 5.0.0, chapter by chapter.
    const SECTIONS: [usize; 17] = [5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3];
    let judged = FILES[ASVS].lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let verdict = ["Met", "Part", "Not", "None"].contains(cells.get(1)?);
        verdict.then(|| {
            cells[0].split(' ').map(|each| each.trim_end_matches(',').to_owned()).collect::<Vec<_>>()
        })
    });
    let judged: Vec<String> = judged.flatten().collect();
    for (chapter, sections) in SECTIONS.iter().enumerate() {
        for section in 1..=*sections {
            let name = format!("{}.{section}", chapter + 1);
            assert!(judged.contains(&name), "{name} is not judged");
        }
    }
}
