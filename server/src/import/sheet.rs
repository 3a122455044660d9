//! The sheet beside a folder of prints: one row for each print, in CSV or JSON.

use std::collections::HashMap;

use serde::Deserialize;
use wire::Timestamp;

/// A row: which file is a print of whom, and why they are to be on the list. Rows of one person say the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Row {
    /// Tells people apart within the sheet.
    pub person: String,
    /// The file's name in the folder.
    pub file: String,
    /// The finger's FGP code, 1 to 10; 0 or nothing where it is not known.
    #[serde(default)]
    pub finger: Option<u8>,
    /// Pixels per inch, where the file does not say.
    #[serde(default)]
    pub ppi: Option<u16>,
    /// Whom the source means.
    #[serde(default)]
    pub subject: String,
    /// Names, several parted by semicolons: also former ones and others they go by.
    #[serde(default)]
    pub names: String,
    /// When they were born, as far as it is known: 1990-05-04, 1990-05, 1990, about 1990.
    #[serde(default)]
    pub born: String,
    /// Where.
    #[serde(default)]
    pub birthplace: String,
    /// One of the list's categories.
    pub category: String,
    /// Who vouches for it; several are parted by semicolons.
    pub sources: String,
    /// The criterion that the person meets.
    pub criterion: String,
    /// The day of the evidence: 2026-05-31.
    pub evidence: String,
    /// The day from which it no longer counts.
    pub expires: String,
    /// What the officer is to do; nothing for what the category says.
    #[serde(default)]
    pub instructions: String,
}

/// A person of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number of their first row, counted from 1 without the heading.
    pub number: u32,
    /// That row; the others say the same but for the print.
    pub row: Row,
    /// Each row's print.
    pub prints: Vec<PrintOf>,
    /// The first row that says something else, if one does.
    pub differs: Option<u32>,
}

/// The print of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintOf {
    /// The row's number.
    pub number: u32,
    /// The file's name in the folder.
    pub file: String,
    /// The finger's FGP code.
    pub finger: Option<u8>,
    /// Pixels per inch, where the file does not say.
    pub ppi: Option<u16>,
}

/// Why a sheet cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// It is no CSV with these columns, or a row of it is not.
    #[error("the sheet's row {row}: {why}")]
    Csv {
        /// Counted from 1, without the heading.
        row: usize,
        /// What is wrong.
        why: String,
    },
    /// It is no JSON list of rows.
    #[error("the sheet is no JSON list of rows: {0}")]
    Json(String),
}

/// Reads a sheet: JSON where it begins like a JSON list, CSV with a heading otherwise. People in the order of the sheet.
///
/// # Errors
/// [`SheetError`], naming the row.
pub fn read(bytes: &[u8]) -> Result<Vec<Person>, SheetError> {
    let rows: Vec<Row> = if bytes.trim_ascii_start().starts_with(b"[") {
        serde_json::from_slice(bytes).map_err(|error| SheetError::Json(error.to_string()))?
    } else {
        csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(bytes)
            .deserialize()
            .enumerate()
            .map(|(at, row)| row.map_err(|error| SheetError::Csv { row: at + 1, why: error.to_string() }))
            .collect::<Result<_, _>>()?
    };
    let mut places = HashMap::<String, usize>::new();
    let mut people = Vec::<Person>::new();
    for (row, number) in rows.into_iter().zip(1..) {
        let print = PrintOf { number, file: row.file.clone(), finger: row.finger, ppi: row.ppi };
        match places.get(&row.person).and_then(|place| people.get_mut(*place)) {
            Some(person) => {
                if person.differs.is_none() && !same_but_for_the_print(&person.row, &row) {
                    person.differs = Some(number);
                }
                person.prints.push(print);
            }
            None => {
                places.insert(row.person.clone(), people.len());
                people.push(Person { number, row, prints: vec![print], differs: None });
            }
        }
    }
    Ok(people)
}

fn same_but_for_the_print(one: &Row, other: &Row) -> bool {
    Row { file: one.file.clone(), finger: one.finger, ppi: one.ppi, ..other.clone() } == *one
}

/// The beginning of a day (UTC) written as 2026-05-31, by the civil calendar.
#[must_use]
pub fn day(text: &str) -> Option<Timestamp> {
    let mut parts = text.trim().splitn(3, '-');
    let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, date): (i64, i64, i64) = (year.parse().ok()?, month.parse().ok()?, date.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1900..=9999).contains(&year) || !(1..=days).contains(&date) {
        return None;
    }
    // Years that begin in March have their leap day at the end.
    let (shifted, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before =
        shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (month * 153 + 2) / 5 + date - 1;
    Some(Timestamp((before - 719_468) * 86_400_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_civil_calendars() {
        for (text, days) in [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-11-23", 20_780)] {
            assert_eq!(day(text), Some(Timestamp(days * 86_400_000)), "{text}");
        }
        for text in ["", "2026", "2026-02-29", "2026-13-01", "2026-04-31", "26-01-01", "2026-1-x"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn rows_of_one_person_come_together_in_csv_and_in_json() {
        let csv = "person,file,finger,category,sources,criterion,evidence,expires\n\
                   a,a1.png,2,Wanted,Court,Warrant,2026-01-01,2027-01-01\n\
                   b,b1.png,,Wanted,Court; Police,Warrant,2026-01-01,2027-01-01\n\
                   a,a2.png,7,Wanted,Court,Warrant,2026-01-01,2027-01-01\n";
        let people = read(csv.as_bytes()).unwrap();
        let rows: Vec<Vec<u32>> =
            people.iter().map(|person| person.prints.iter().map(|print| print.number).collect()).collect();
        assert_eq!(rows, [vec![1, 3], vec![2]]);
        assert_eq!((people[0].prints[1].finger, people[1].prints[0].finger), (Some(7), None));
        assert_eq!(people[0].differs, None);
        let json = r#"[{"person":"a","file":"a.png","category":"W","sources":"C","criterion":"c",
            "evidence":"2026-01-01","expires":"2027-01-01"}]"#;
        assert_eq!(read(json.as_bytes()).unwrap()[0].row.file, "a.png");
    }

    #[test]
    fn a_row_that_contradicts_an_earlier_one_of_the_same_person_is_named() {
        let csv = "person,file,category,sources,criterion,evidence,expires\n\
                   a,a1.png,Wanted,Court,Warrant,2026-01-01,2027-01-01\n\
                   a,a2.png,Wanted,Court,Another warrant,2026-01-01,2027-01-01\n";
        assert_eq!(read(csv.as_bytes()).unwrap()[0].differs, Some(2));
    }

    #[test]
    fn a_sheet_that_cannot_be_read_names_the_row() {
        let short = "person,file\na,b\n";
        assert!(matches!(read(short.as_bytes()), Err(SheetError::Csv { row: 1, .. })));
        assert!(matches!(read(b"[{}]"), Err(SheetError::Json(_))));
    }
}
