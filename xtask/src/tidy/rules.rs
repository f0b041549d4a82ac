//! Rules of files, one function each. What they look for is put together from pieces where writing it out would make
//! this file break its own rules.

use super::{
    File, Finding, asvs, circles, code_map, colours, image, layers, names, requirements, test_table,
};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::collections::BTreeSet;

/// Every rule over every file.
pub(super) fn all(files: &[File], paths: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        findings.extend(module_header(file));
        findings.extend(nothing_left_open(file));
        findings.extend(sql_in_the_store(file));
        findings.extend(no_machine_paths(file));
        findings.extend(danish_in_locales(file));
        findings.extend(no_style_attributes(file));
        findings.extend(no_other_database(file));
        findings.extend(links_exist(file, paths));
        findings.extend(layers::none_is_passed_over(file));
        findings.extend(colours::stand_out(file));
        findings.extend(image::recipe(file));
        findings.extend(names::doc_comments_name_their_subject(file));
    }
    findings.extend(names::public_types_have_names_of_their_own(files, paths));
    findings.extend(same_migrations(paths));
    findings.extend(requirements::all(files, paths));
    findings.extend(asvs::all(files, paths));
    findings.extend(test_table::named_tests_exist(files));
    findings.extend(code_map::equals_the_folders(files, paths));
    findings.extend(circles::siblings_form_no_circle(files, paths));
    findings
}

/// Every module can be read, and says first what it is for.
fn module_header(file: &File) -> Option<Finding> {
    if !file.path.ends_with(".rs") {
        return None;
    }
    if file.rust.is_none() {
        return Some(file.finding(1, "this is not Rust: a bracket or a quote does not close"));
    }
    let first = file.text.lines().next().unwrap_or_default();
    let said = first.strip_prefix("//!").unwrap_or_default();
    let advice = "begin with `//!`: what the module is for and what it must not do";
    said.trim().is_empty().then(|| file.finding(1, advice))
}

/// No test is switched off, and no mark is left for later. Clippy refuses the macros for code that is not written.
fn nothing_left_open(file: &File) -> Vec<Finding> {
    const CODE: &str = "rs js css html sql sh toml yml webmanifest";
    let rust = file.rust.iter();
    let switched_off = rust.flat_map(|rust| rust.lines_with(concat!("# [ ", "ignore")));
    let advice = "repair the test or delete it; a test that never runs says nothing";
    let mut findings: Vec<_> = switched_off.map(|line| file.finding(line, advice)).collect();
    let end = file.path.rsplit_once('.').map_or("", |(_, end)| end);
    if CODE.split(' ').any(|code| code == end) {
        for (index, line) in file.text.lines().enumerate() {
            let mut words = line.split(|char: char| !char.is_alphanumeric() && char != '_');
            if words.any(|word| [concat!("FIX", "ME"), concat!("XX", "X")].contains(&word)) {
                findings.push(file.finding(index + 1, "do it now, or say in a sentence what holds"));
            }
        }
    }
    findings
}

/// SQL stands in the store alone, and in a test of services that damages rows by hand.
fn sql_in_the_store(file: &File) -> Vec<Finding> {
    // Tests that write by hand what no store of this version writes.
    const BY_HAND: [&str; 2] = [
        "server/src/services/upkeep/damage_tests.rs",
        "server/src/services/sync/newer_tests.rs",
    ];
    let mut folders = ["server/src/store", "migrations", "xtask"].iter();
    if BY_HAND.contains(&file.path.as_str()) || folders.any(|folder| file.is_under(folder)) {
        return Vec::new();
    }
    let is_sql = |text: &str| {
        let keywords = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"];
        let mut found = keywords.iter().flat_map(|keyword| text.match_indices(keyword));
        found.any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
    };
    let advice = "SQL stands in server/src/store alone: give the store a method";
    let strings = file.rust.iter().flat_map(|rust| &rust.strings);
    let found = strings.filter(|(_, text)| is_sql(text));
    found.map(|(line, _)| file.finding(*line, advice)).collect()
}

/// Tracked files work in any folder, and with any mirror of the registries.
fn no_machine_paths(file: &File) -> Vec<Finding> {
    const FOLDERS: [&str; 3] = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    const HOSTS: [&str; 6] = [
        concat!("index.", "crates.io"),
        concat!("static.", "crates.io"),
        concat!("registry.", "npmjs.org"),
        concat!("files.", "pythonhosted.org"),
        concat!("deb.", "debian.org"),
        concat!("static.", "rust-lang.org"),
    ];
    const CRATES_IO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let is_absolute = |(at, _): (usize, &str)| {
            let is_part = |char: char| char.is_alphanumeric() || "/._-~}".contains(char);
            line[..at].ends_with("file://") || !line[..at].ends_with(is_part)
        };
        if FOLDERS
            .iter()
            .any(|folder| line.match_indices(folder).any(is_absolute))
        {
            findings.push(file.finding(index + 1, "a folder of one machine: use a relative path"));
        }
        if HOSTS.iter().any(|host| line.contains(host)) {
            findings.push(file.finding(index + 1, "leave the choice of mirror to the machine"));
        }
        if file.path == "Cargo.lock" && line.starts_with("source = ") && line != CRATES_IO {
            findings.push(file.finding(index + 1, "only crates.io is a source of crates"));
        }
    }
    findings
}

/// Text that a person reads stands in the Fluent files in `locales/`, where it has a translation beside it.
fn danish_in_locales(file: &File) -> Vec<Finding> {
    let Some(rust) = &file.rust else { return Vec::new() };
    let is_demo = file.path.starts_with("server/src/demo");
    // Suites that run on every backend cannot stand under #[cfg(test)].
    let is_suite = file.path.ends_with("/tests.rs")
        || file.path.ends_with("_tests.rs")
        || file.path.contains("/conformance");
    if is_demo || is_suite || file.path.split('/').any(|part| part == "tests") {
        return Vec::new();
    }
    let is_danish = |text: &str| text.contains(['æ', 'ø', 'å', 'Æ', 'Ø', 'Å']);
    let strings = rust.strings.iter();
    let found = strings.filter(|(line, text)| is_danish(text) && !rust.is_test(*line));
    let advice = "Danish text belongs in a .ftl file in locales/, with its English beside it";
    found.map(|(line, _)| file.finding(*line, advice)).collect()
}

/// Elements of the client have no attribute of styles: the content security policy of the server ignores it.
fn no_style_attributes(file: &File) -> Vec<Finding> {
    if !file.path.starts_with("client/") || !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let has_attribute = |line: &str| line.contains(concat!(" sty", "le="));
    let lines = file.text.lines().zip(1..).filter(|(line, _)| has_attribute(line));
    let advice = "write `style:width=…`, which sets the property itself: the content security policy ignores the attribute";
    lines.map(|(_, line)| file.finding(line, advice)).collect()
}

/// Scripts of the page open the database of its own small values, and no other.
fn no_other_database(file: &File) -> Vec<Finding> {
    if !file.path.starts_with("client/public/") {
        return Vec::new();
    }
    let opens_other =
        |line: &str| line.contains("indexedDB.open(") && !line.contains(".open(valuesDatabase,");
    let lines = file.text.lines().zip(1..).filter(|(line, _)| opens_other(line));
    let advice = "the engine keeps records; the page opens `valuesDatabase` alone";
    lines.map(|(_, line)| file.finding(line, advice)).collect()
}

/// Links between documents lead somewhere.
fn links_exist(file: &File, paths: &[String]) -> Vec<Finding> {
    if !file.path.ends_with(".md") {
        return Vec::new();
    }
    let (mut headings, mut heading, mut links) = (BTreeSet::new(), None, Vec::new());
    for (event, range) in Parser::new(&file.text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => headings.extend(heading.take().as_deref().map(anchor)),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push((file.text[..range.start].lines().count().max(1), dest_url));
            }
            _ => {}
        }
    }
    let is_elsewhere = |link: &str| {
        ["mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme)) || link.contains("://")
    };
    let leads_somewhere = |link: &str| match link.split_once('#').unwrap_or((link, "")) {
        ("", fragment) => headings.contains(fragment),
        (target, _) => {
            let target = normal(&file.path, target);
            let is_it = |path: &String| {
                path.strip_prefix(&target)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            target.is_empty() || paths.iter().any(is_it)
        }
    };
    let broken = links
        .iter()
        .filter(|(_, link)| !is_elsewhere(link) && !leads_somewhere(link));
    broken
        .map(|(line, link)| file.finding(*line, format!("the link to {link} leads nowhere")))
        .collect()
}

/// The anchor a heading gets on the usual forges.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept
        .chars()
        .filter(|char| char.is_alphanumeric() || " -_".contains(*char));
    kept.map(|char| if char == ' ' { '-' } else { char }).collect()
}

/// The path from the root to what a file names.
fn normal(file: &str, target: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        parts.clear();
    }
    for part in target.split('/').filter(|part| !["", "."].contains(part)) {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Both databases have the same migrations, by number and name.
fn same_migrations(paths: &[String]) -> Vec<Finding> {
    let of = |database: &str| -> BTreeSet<&str> {
        let folder = format!("migrations/{database}/");
        paths
            .iter()
            .filter_map(|path| path.strip_prefix(&folder))
            .collect()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    let missing = |database: &str, name: &str| Finding {
        path: format!("migrations/{database}/{name}"),
        line: 1,
        what: "missing: both databases have the same migrations, by number and name".to_owned(),
    };
    let in_postgres = sqlite.difference(&postgres).map(|name| missing("postgres", name));
    let in_sqlite = postgres.difference(&sqlite).map(|name| missing("sqlite", name));
    in_postgres.chain(in_sqlite).collect()
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    fn paths(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_module_without_a_header_fails() {
        for (path, text, is_wrong) in [
            ("a.rs", "use b;\n", true),
            ("a.rs", "//!\nuse b;\n", true),
            ("a.rs", "//! For b.\nfn a() {\n", true),
            ("a.rs", "//! For b.\n", false),
            ("a.js", "let b;\n", false),
        ] {
            assert_eq!(
                module_header(&File::new(path, text)).is_some(),
                is_wrong,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_left_open_fails() {
        let open = format!(
            "//! A.\n// {}: later\n{}]\n// {} here\n",
            concat!("FIX", "ME"),
            concat!("#[", "ignore"),
            concat!("XX", "X"),
        );
        let mut found = lines(nothing_left_open(&File::new("a.rs", open)));
        found.sort_unstable();
        assert_eq!(found, [2, 3, 4]);
        assert!(nothing_left_open(&File::new("a.rs", "//! A.\n// ignore\n")).is_empty());
    }

    #[test]
    fn sql_outside_the_store_fails() {
        let text = "//! A.\nquery(\"SELECT 1\");\nquery(r#\"\nDELETE FROM people\"#);\nlet s = \"UPDATED \";\n// SELECT no\n";
        let found = |path: &str| lines(sql_in_the_store(&File::new(path, text)));
        assert_eq!(found("server/src/routes/a.rs"), [2, 3]);
        assert_eq!(found("tests/src/a.rs"), [2, 3]);
        assert!(found("server/src/store/sqlite.rs").is_empty());
        assert!(found("server/src/services/upkeep/damage_tests.rs").is_empty());
    }

    #[test]
    fn a_path_of_one_machine_fails() {
        let text = format!(
            "see {}bog/main\nhttps://example.org{}x\nfile://{}x\ncd ./client{}x\n\"{}\"\n",
            concat!("/ho", "me/"),
            concat!("/wo", "rk/"),
            concat!("/ro", "ot/"),
            concat!("/wo", "rk/"),
            concat!("https://index.", "crates.io")
        );
        assert_eq!(lines(no_machine_paths(&File::new("README.md", text))), [1, 3, 5]);
        let lock = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nsource = \"registry+https://example.org\"\n";
        assert_eq!(lines(no_machine_paths(&File::new("Cargo.lock", lock))), [2]);
    }

    #[test]
    fn danish_outside_the_locales_fails() {
        let text = "//! På dansk.\nlet a = \"Bæk\";\nlet b = \"Gemt\";\n#[cfg(test)]\nmod tests { const A: &str = \"Å\"; }\n";
        let found = |path: &str| lines(danish_in_locales(&File::new(path, text)));
        assert_eq!(found("client/app/src/pages/a.rs"), [2]);
        for allowed in [
            "client/presentation/locales/da/pages.ftl",
            "tests/tests/a.rs",
            "server/src/demo.rs",
            "server/src/demo/people.rs",
        ] {
            assert!(found(allowed).is_empty(), "{allowed}");
        }
    }

    #[test]
    fn a_style_attribute_fails() {
        let text = concat!(
            "//! A.\nlet style = 1;\nview! { <col sty",
            "le=\"width: 1rem\"/> <col style:width=\"1rem\"/> }\n"
        );
        let found = |path: &str| lines(no_style_attributes(&File::new(path, text)));
        assert_eq!(found("client/office/src/a.rs"), [3]);
        assert!(found("server/src/a.rs").is_empty());
    }

    #[test]
    fn another_database_of_the_page_fails() {
        let text = "const a = indexedDB.open(valuesDatabase, 1);\nconst b = indexedDB.open(\"records\");\n";
        let found = |path: &str| lines(no_other_database(&File::new(path, text)));
        assert_eq!(found("client/public/js/app-boot.js"), [2]);
        assert!(found("tests/src/phone.js").is_empty());
    }

    #[test]
    fn a_link_to_nowhere_fails() {
        let text = "# The tour\n[a](shared/src) [b](nope.md)\n[c](#the-tour) [d](#elsewhere)\n```\n[e](nope)\n```\n[f](https://example.org) `[g](nope)`\n";
        let known = paths(&["README.md", "shared/src/lib.rs"]);
        assert_eq!(lines(links_exist(&File::new("README.md", text), &known)), [2, 3]);
        assert!(links_exist(&File::new("docs/a.md", "[a](../README.md)"), &known).is_empty());
    }

    #[test]
    fn a_migration_for_one_database_only_fails() {
        let found = same_migrations(&paths(&[
            "migrations/postgres/0001_start.sql",
            "migrations/sqlite/0001_start.sql",
            "migrations/sqlite/0002_more.sql",
        ]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "migrations/postgres/0002_more.sql");
    }
}
