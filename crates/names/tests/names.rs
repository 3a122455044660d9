//! The rules of names: one person written down in many ways is one, others are others.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use names::{Index, Name, agreement, stated};
use proptest::prelude::*;
use wire::biography::{Biography, BornAgreement, NamesAgreement};

fn likeness(one: &str, other: &str) -> f32 {
    Name::read(one).likeness(&Name::read(other))
}

#[test]
fn one_name_in_the_spellings_of_many_languages_is_alike() {
    let mut unlike = Vec::new();
    for (one, other) in [
        // Spanish
        ("María José Pérez González", "Maria Jose Peres Gonzales"),
        ("Jiménez Hernández", "Ximenez Ernandez"),
        ("Vázquez Chávez", "Basques Chaves"),
        // Arabic, in its own script and in others' spellings
        ("محمد خالد", "Mohammed Khaled"),
        ("Muhammad Khalid", "Mohamed Khaled"),
        ("يوسف حسين", "Youssef Hussein"),
        ("Yusuf Husayn", "Youssef Hussein"),
        ("عبد القادر", "Abdelkader"),
        ("Abd al-Rahman", "Abdulrahman"),
        ("عمر السيد", "Omar El-Sayed"),
        // French and Haitian
        ("Jean-Baptiste Étienne", "Jan Batis Etyen"),
        ("Djamel Benali", "Jamal Ben Ali"),
        ("Louis Évens", "Evans Luis"),
        ("Saint-Louis", "Sen Lwi"),
        ("Jean-Robert Pierre-Louis", "Jan Wobè Pyè Lwi"),
        ("Rose-Marie Toussaint", "Woz Mari Tousen"),
        ("Guillaume François", "Giyòm Franswa"),
        ("Célestin Dieudonné", "Selesten Dyedone"),
        // Portuguese
        ("João Gonçalves de Souza", "Joao Goncalves Sousa"),
        ("Luís Magalhães", "Luiz Magalhaes"),
        // Slavic
        ("Иван Щербаков", "Ivan Shcherbakov"),
        ("Юрий Шевченко", "Yuri Szewczenko"),
        ("Novak Đoković", "Novak Djokovic"),
        ("Иванов Пётр", "Petr Ivanoff"),
        // Chinese
        ("张伟", "Zhang Wei"),
        ("李小明", "Li Xiaoming"),
        ("Li Xiao Ming", "XIAOMING LI"),
        // Korean
        ("김민수", "Min-su Gim"),
    ] {
        let alike = likeness(one, other);
        unlike.extend((alike < 0.82).then_some((one, other, alike)));
    }
    assert!(unlike.is_empty(), "{unlike:?}");
}

#[test]
fn other_peoples_names_are_not_alike() {
    for (one, other) in [
        ("María José Pérez González", "Carlos Antonio Rodríguez Silva"),
        ("محمد خالد", "يوسف حسين"),
        ("Ivan Petrov", "Sergei Volkov"),
        ("Zhang Wei", "Li Na"),
        ("Jean Pierre", "Marie Rose"),
        ("Saint-Louis", "Saint-Fleur"),
        ("Robert Pierre", "Wozlò Pyè"),
        ("John", "Peter"),
    ] {
        let alike = likeness(one, other);
        assert!(alike < Index::<u8>::LEAST, "{one} / {other}: {alike}");
    }
}

#[test]
fn one_part_in_common_is_not_enough_where_there_are_more() {
    assert!(likeness("Juan Pérez García", "Juan Rodríguez Silva") < Index::<u8>::LEAST);
    assert!(likeness("Mohammed", "Mohammed Salah Ghaly") < 0.75);
}

#[test]
fn what_is_missing_costs_little_while_two_parts_agree() {
    assert!(likeness("Gabriel García Márquez", "Gabriel José García Márquez") > 0.95);
    assert!(likeness("Juan Carlos Pérez", "Juan Pérez") > 0.9);
    assert!(likeness("J. Pérez", "Juan Pérez") > 0.85);
}

fn born(one: &str, other: &str) -> BornAgreement {
    agreement(&one.parse().unwrap(), &other.parse().unwrap())
}

#[test]
fn dates_of_birth_agree_as_far_as_they_are_known() {
    use BornAgreement::{AsFarAsKnown, DayAndMonthSwapped, Different, Near, Same};
    for (one, other, agree) in [
        ("1990-05-04", "1990-05-04", Same),
        ("1990-05-04", "1990-04-05", DayAndMonthSwapped),
        ("1990-05-04", "1990", AsFarAsKnown),
        ("1990-05-04", "1990-05", AsFarAsKnown),
        ("1990-01-01", "1990-07-21", AsFarAsKnown),
        ("1990", "about 1990", AsFarAsKnown),
        ("1993-05-04", "about 1990", Near),
        ("1990-05-04", "1990-05-14", Near),
        ("1990-05-04", "1991-05-04", Near),
        ("1990-05-04", "1991-06-04", Different),
        ("1990-05-04", "1990-06-17", Different),
        ("1990-05", "1990-06", Different),
        ("1997", "about 1990", Different),
        ("1990-05-04", "1985-05-04", Different),
    ] {
        assert_eq!((born(one, other), born(other, one)), (agree, agree), "{one} / {other}");
    }
}

fn facts(name: &str, born: &str, place: &str) -> Biography {
    Biography { names: vec![name.into()], born: born.parse().ok(), place: place.into() }
}

#[test]
fn of_those_of_one_name_who_was_born_then_comes_first() {
    let mut index = Index::default();
    index.insert(1, &facts("Mohammed Khaled", "1971-03-02", "Cairo"));
    index.insert(2, &facts("Muhammad Khalid", "1990-04-05", ""));
    index.insert(3, &facts("Pedro Gómez", "1990-05-04", "Lima"));
    let found = index.search(&facts("محمد خالد", "1990-05-04", "القاهرة"), 10);
    assert_eq!(found.iter().map(|found| found.who).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(found[0].born, Some(BornAgreement::DayAndMonthSwapped));
    assert_eq!(found[1].born, Some(BornAgreement::Different));
    assert!(found[1].place.is_some_and(|place| place > 0.0), "{found:?}");
}

#[test]
fn who_is_written_down_in_creole_is_found_by_the_french_name() {
    let mut index = Index::default();
    index.insert(1, &facts("Sen Lwi, Jozèf", "", ""));
    index.insert(2, &facts("Saint-Fleur, Marie", "", ""));
    let found = index.search(&facts("Joseph Saint-Louis", "", ""), 10);
    assert_eq!(found.iter().map(|found| found.who).collect::<Vec<_>>(), [1]);
}

#[test]
fn what_is_stated_of_two_people_agrees_differs_or_is_not_there() {
    let nobody = Biography::default();
    for (one, other, names) in [
        (facts("Mohamed Khaled", "", ""), facts("محمد خالد", "1990", ""), NamesAgreement::Agree),
        (facts("Ivan Petrov", "", ""), facts("Sergei Volkov", "", ""), NamesAgreement::Differ),
        (facts("Ivan Petrov", "", ""), nobody.clone(), NamesAgreement::NotStated),
        (nobody.clone(), nobody.clone(), NamesAgreement::NotStated),
    ] {
        assert_eq!(
            (stated(&one, &other).names, stated(&other, &one).names),
            (names, names),
            "{one:?} {other:?}"
        );
        assert_eq!(stated(&one, &other).born, None, "one side does not say");
    }
    let born = stated(&facts("", "1990-05-04", ""), &facts("", "1990-04-05", "")).born;
    assert_eq!(born, Some(BornAgreement::DayAndMonthSwapped));
}

#[test]
fn who_was_removed_or_has_no_name_is_not_found() {
    let mut index = Index::default();
    index.insert(1, &facts("Ana Souza", "", ""));
    index.insert(2, &facts(" - ", "1990", "Lima"));
    assert_eq!(index.len(), 1);
    assert!(index.remove(&1) && !index.remove(&1) && index.is_empty());
    assert!(index.search(&facts("Ana Souza", "", ""), 10).is_empty());
    index.insert(1, &facts("Ana Souza", "", ""));
    index.insert(1, &facts("Berta Lima", "", ""));
    assert!(index.search(&facts("Ana Souza", "", ""), 10).is_empty());
    assert!(index.search(&Biography::default(), 10).is_empty());
}

fn part() -> impl Strategy<Value = String> {
    "[A-Z][a-z]{3,9}"
}

fn full_name() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(part(), 2..5)
}

proptest! {
    #[test]
    fn the_order_of_parts_their_case_and_what_stands_between_them_say_nothing(parts in full_name(), turn in 0..5usize) {
        let written = parts.join(" ");
        let mut turned = parts.clone();
        turned.rotate_left(turn % parts.len());
        prop_assert!(likeness(&written, &turned.join(", ").to_uppercase()) > 0.999);
    }

    #[test]
    fn accents_and_their_absence_are_one(parts in full_name()) {
        let plain = parts.join(" ");
        let accented: String = plain
            .chars()
            .map(|letter| match letter {
                'a' => 'á', 'e' => 'è', 'i' => 'ï', 'o' => 'ô', 'u' => 'ū', 'c' => 'ç', 'n' => 'ñ', 's' => 'š', other => other,
            })
            .collect();
        prop_assert!(likeness(&plain, &accented) > 0.999);
    }

    #[test]
    fn a_name_in_cyrillic_is_its_transliteration(parts in proptest::collection::vec("[А-Я][а-пр-шыэ]{2,9}", 1..4)) {
        let written = parts.join(" ");
        let letters: Vec<String> = parts.iter().map(|part| any_ascii::any_ascii(part)).collect();
        prop_assert!(likeness(&written, &letters.join(" ")) > 0.999, "{} / {:?}", written, letters);
    }

    #[test]
    fn likeness_is_the_same_either_way_round_and_between_nothing_and_all(one in "\\PC{0,40}", other in "\\PC{0,40}") {
        let there = likeness(&one, &other);
        prop_assert!((0.0..=1.0).contains(&there));
        prop_assert!((there - likeness(&other, &one)).abs() < 1e-6, "{} {}", there, likeness(&other, &one));
    }

    #[test]
    fn who_is_in_is_found_by_their_own_name_with_a_part_missing(
        parts in proptest::collection::vec(part(), 3..5),
        missing in 0..5usize,
        others in proptest::collection::vec(full_name(), 0..20),
    ) {
        let mut index = Index::default();
        for (number, other) in others.iter().enumerate() {
            index.insert(number + 1, &facts(&other.join(" "), "", ""));
        }
        index.insert(0, &facts(&parts.join(" "), "", ""));
        let mut asked = parts.clone();
        asked.remove(missing % parts.len());
        let found = index.search(&facts(&asked.join(" "), "", ""), 30);
        prop_assert!(found.iter().any(|found| found.who == 0), "{:?}", found);
    }
}
