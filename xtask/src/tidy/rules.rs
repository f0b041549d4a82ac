//! The rules themselves, one function each. What they look for is put together from pieces where writing it out
//! would make this file break its own rules.

use super::source::{RustSource, has_word};
use super::{File, Finding};
use std::collections::BTreeSet;

/// Every rule over every file.
pub(super) fn all(files: &[File], paths: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        findings.extend(module_header(file));
        findings.extend(nothing_left_open(file));
        findings.extend(sql_in_the_store(file));
        findings.extend(server_layers(file));
        findings.extend(screen_layers(file));
        findings.extend(automerge_behind_the_guard(file));
        findings.extend(no_machine_paths(file));
        findings.extend(danish_in_locales(file));
        findings.extend(links_exist(file, paths));
        findings.extend(super::colours::stand_out(file));
        findings.extend(super::names::doc_comments_name_their_subject(file));
    }
    findings.extend(super::names::public_types_have_names_of_their_own(files, paths));
    findings.extend(same_migrations(paths));
    findings
}

fn rust(file: &File) -> Option<&RustSource> {
    file.rust.as_ref()
}

/// Every module says first what it is for.
fn module_header(file: &File) -> Option<Finding> {
    rust(file)?;
    let first = file.text.lines().next().unwrap_or_default();
    let is_said = first
        .strip_prefix("//!")
        .is_some_and(|said| !said.trim().is_empty());
    (!is_said).then(|| {
        file.finding(
            1,
            "begin with `//!`: what the module is for and what it must not do",
        )
    })
}

/// Nothing is left for later, and no test is switched off.
fn nothing_left_open(file: &File) -> Vec<Finding> {
    const CODE: [&str; 9] = [
        ".rs",
        ".js",
        ".css",
        ".html",
        ".sql",
        ".sh",
        ".toml",
        ".yml",
        ".webmanifest",
    ];
    let mut findings = Vec::new();
    if let Some(rust) = rust(file) {
        for (index, line) in rust.code.lines().enumerate() {
            for (name, advice) in [
                (concat!("to", "do!"), "write it, or leave the branch out"),
                (
                    concat!("un", "implemented!"),
                    "write it, or make the case impossible in the types",
                ),
                (
                    concat!("#[", "ignore"),
                    "repair the test or delete it; a test that never runs says nothing",
                ),
            ] {
                if line.contains(name) {
                    findings.push(file.finding(index + 1, format!("{name}: {advice}")));
                }
            }
        }
    }
    if CODE.iter().any(|end| file.path.ends_with(end)) {
        for (index, line) in file.text.lines().enumerate() {
            for mark in [concat!("FIX", "ME"), concat!("XX", "X")] {
                if has_word(line, mark) {
                    findings.push(file.finding(
                        index + 1,
                        format!("{mark}: do it now, or say in a sentence what holds"),
                    ));
                }
            }
        }
    }
    findings
}

/// SQL stands in the store alone.
fn sql_in_the_store(file: &File) -> Vec<Finding> {
    let Some(rust) = rust(file) else { return Vec::new() };
    let is_store = file.is_under("server/src/store") || file.path == "server/src/store.rs";
    // A test of services that damages rows by hand.
    let is_damage = file.path == "server/src/services/upkeep/damage_tests.rs";
    if is_store || is_damage || file.is_under("migrations") || file.is_under("xtask") {
        return Vec::new();
    }
    let is_sql = |text: &str| {
        ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"]
            .iter()
            .any(|keyword| {
                text.match_indices(keyword)
                    .any(|(at, _)| !text[..at].ends_with(|char: char| char.is_alphanumeric()))
            })
    };
    let found = rust.strings.iter().filter(|(_, text)| is_sql(text));
    found
        .map(|(line, _)| {
            file.finding(
                *line,
                "SQL stands in server/src/store alone: give the store a method",
            )
        })
        .collect()
}

/// The server's layers: routes call services, services call the store, and routes alone know HTTP.
fn server_layers(file: &File) -> Vec<Finding> {
    const ROUTES: &str = "server/src/routes";
    const SERVICES: &str = "server/src/services";
    const STORE: &str = "server/src/store";
    const HTTP: [&str; 8] = [
        "axum",
        "axum_extra",
        "http",
        "http_error",
        "hyper",
        "tower",
        "tower_http",
        "StatusCode",
    ];
    let Some(rust) = rust(file) else { return Vec::new() };
    let no_http =
        "services and the store know no HTTP: return a refusal's code, http_error gives it a status";
    let mut forbidden: Vec<(&str, &str)> = Vec::new();
    if file.is_under(ROUTES) {
        forbidden.push((
            "store",
            "a route calls services only: give the service a function",
        ));
    }
    if file.is_under(SERVICES) || file.is_under(STORE) {
        forbidden.push(("routes", "routes call services, never the other way"));
        forbidden.extend(HTTP.map(|word| (word, no_http)));
    }
    if file.is_under(STORE) {
        forbidden.push(("services", "services call the store, never the other way"));
    }
    let findings = forbidden.into_iter().flat_map(|(word, advice)| {
        rust.lines_with_word(word)
            .map(move |line| file.finding(line, advice))
    });
    findings.collect()
}

/// The screens' layers: pages are made of components and `view!`, and talk to the engine through the state alone.
fn screen_layers(file: &File) -> Vec<Finding> {
    const PAGES: &str = "client/app/src/pages";
    const STATE: &str = "client/app/src/state";
    const UI: &str = "client/ui/src";
    const OFFICE_PAGES: &str = "client/office/src/pages";
    const OFFICE_COMPONENTS: &str = "client/office/src/components";
    /// Makes an element outside of the page, so that nothing of it is seen.
    const WARM_UP: &str = "client/app/src/pages/lazy_pages.rs";
    let Some(rust) = rust(file) else { return Vec::new() };
    let mut forbidden: Vec<(&str, &str)> = Vec::new();
    if file.is_under(PAGES) || file.is_under(UI) {
        let advice = "the state sends commands to the engine: give it a function";
        forbidden.extend(["Command", "Worker", "post_message"].map(|word| (word, advice)));
        if file.path != WARM_UP {
            let advice = "elements are made with `view!`";
            let makers = [
                "create_element",
                "create_element_ns",
                "append_child",
                "set_inner_html",
            ];
            forbidden.extend(makers.map(|word| (word, advice)));
        }
    }
    if file.is_under(OFFICE_PAGES) || file.is_under(OFFICE_COMPONENTS) {
        let advice = "api.rs talks to the server: give it a function";
        forbidden.extend(["JsFuture", "RequestInit", "fetch_with_str_and_init"].map(|word| (word, advice)));
        let advice = "elements are made with `view!`";
        forbidden.extend(["create_element", "append_child", "set_inner_html"].map(|word| (word, advice)));
    }
    if file.is_under(STATE) {
        forbidden.push(("pages", "pages read the state, never the other way"));
    }
    let findings = forbidden.into_iter().flat_map(|(word, advice)| {
        rust.lines_with_word(word)
            .map(move |line| file.finding(line, advice))
    });
    findings.collect()
}

/// Untrusted bytes reach Automerge through the guard, and the client reaches it through shared.
fn automerge_behind_the_guard(file: &File) -> Vec<Finding> {
    let is_guard = file.path == "server/src/guard.rs" || file.is_under("server/src/guard");
    let advice = if file.is_under("server/src") && !is_guard {
        "on the server only the guard may name automerge: let it do the work"
    } else if file.is_under("client") {
        "the client uses feltbog_shared::document, never automerge itself"
    } else {
        return Vec::new();
    };
    let Some(rust) = rust(file) else { return Vec::new() };
    rust.lines_with_word("automerge")
        .map(|line| file.finding(line, advice))
        .collect()
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
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for folder in FOLDERS {
            let is_absolute = |at: usize| {
                let before = &line[..at];
                before.ends_with("file://")
                    || !before.ends_with(|char: char| char.is_alphanumeric() || "/._-~}".contains(char))
            };
            if line.match_indices(folder).any(|(at, _)| is_absolute(at)) {
                findings.push(file.finding(
                    index + 1,
                    format!("{folder} is a folder of one machine: use a relative path"),
                ));
            }
        }
        for host in HOSTS {
            if line.contains(host) {
                findings.push(file.finding(
                    index + 1,
                    format!("{host}: leave the choice of mirror to the machine"),
                ));
            }
        }
        if file.path == "Cargo.lock"
            && line.starts_with("source = ")
            && line != "source = \"registry+https://github.com/rust-lang/crates.io-index\""
        {
            findings.push(file.finding(index + 1, "only crates.io is a source of crates"));
        }
    }
    findings
}

/// Text that a person reads stands in the Fluent files in `locales/`, where it has a translation beside it.
fn danish_in_locales(file: &File) -> Vec<Finding> {
    let Some(rust) = rust(file) else { return Vec::new() };
    let in_folder = |name: &str| file.path.split('/').any(|part| part == name);
    let is_demo = file
        .path
        .strip_prefix("server/src/")
        .is_some_and(|rest| rest.starts_with("demo"));
    // Suites that run on every backend cannot stand under #[cfg(test)].
    let is_suite = file.path.ends_with("/tests.rs") || file.path.ends_with("/conformance.rs");
    if in_folder("tests") || is_demo || is_suite {
        return Vec::new();
    }
    let is_danish = |text: &str| text.contains(['æ', 'ø', 'å', 'Æ', 'Ø', 'Å']);
    let found = rust
        .strings
        .iter()
        .filter(|(line, text)| is_danish(text) && !rust.is_test(*line));
    found
        .map(|(line, _)| {
            file.finding(
                *line,
                "Danish text belongs in a .ftl file in locales/, with its English beside it",
            )
        })
        .collect()
}

/// Links between documents lead somewhere.
fn links_exist(file: &File, paths: &[String]) -> Vec<Finding> {
    if !file.path.ends_with(".md") {
        return Vec::new();
    }
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let headings: BTreeSet<String> = outside_code(&file.text)
        .filter_map(|(_, line)| line.strip_prefix('#'))
        .map(|heading| anchor(heading.trim_start_matches('#')))
        .collect();
    let mut findings = Vec::new();
    for (number, line) in outside_code(&file.text) {
        for link in links(line) {
            if link.contains("://") || link.starts_with("mailto:") || link.starts_with("tel:") {
                continue;
            }
            let (target, fragment) = link.split_once('#').unwrap_or((link, ""));
            if target.is_empty() {
                if !headings.contains(fragment) {
                    findings.push(file.finding(number, format!("no heading here is called #{fragment}")));
                }
                continue;
            }
            let target = normal(folder, target);
            let exists = paths.iter().any(|path| {
                *path == target
                    || path
                        .strip_prefix(target.as_str())
                        .is_some_and(|rest| rest.starts_with('/'))
            });
            if !exists && !target.is_empty() {
                findings.push(file.finding(number, format!("the link to {link} leads nowhere")));
            }
        }
    }
    findings
}

/// Numbered lines that are not in a fenced block.
fn outside_code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            return None;
        }
        (!fenced).then_some((index + 1, line))
    })
}

/// The targets of `[text](target)` in a line; `code` is skipped.
fn links(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (index, part) in line.split('`').enumerate() {
        // Every second part stands between backticks; a link's text may, its target not.
        let mut rest = part;
        if index % 2 == 1 {
            continue;
        }
        while let Some((_, after)) = rest.split_once("](") {
            let Some((target, after)) = after.split_once(')') else {
                break;
            };
            found.push(target.split_whitespace().next().unwrap_or_default());
            rest = after;
        }
    }
    found
}

/// The anchor a heading gets on the usual forges.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept
        .chars()
        .filter(|char| char.is_alphanumeric() || " -_".contains(*char));
    kept.map(|char| if char == ' ' { '-' } else { char }).collect()
}

fn normal(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Both databases have the same migrations, by number and name.
fn same_migrations(paths: &[String]) -> Vec<Finding> {
    let of = |database: &str| -> BTreeSet<&str> {
        let prefix = format!("migrations/{database}/");
        paths
            .iter()
            .filter_map(|path| path.strip_prefix(&prefix))
            .collect()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    if postgres.is_empty() {
        return Vec::new();
    }
    let lacks = |names: &BTreeSet<&str>, others: &BTreeSet<&str>, database: &str| -> Vec<Finding> {
        let missing = others.difference(names);
        missing
            .map(|name| Finding {
                path: format!("migrations/{database}/{name}"),
                line: 1,
                what: "missing: both databases have the same migrations, by number and name".to_owned(),
            })
            .collect()
    };
    let mut findings = lacks(&postgres, &sqlite, "postgres");
    findings.extend(lacks(&sqlite, &postgres, "sqlite"));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// The lines a rule points at.
    fn lines(findings: impl IntoIterator<Item = Finding>) -> Vec<usize> {
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_module_without_a_header_fails() {
        assert_eq!(lines(module_header(&File::new("a.rs", "use b;\n"))), [1]);
        assert_eq!(lines(module_header(&File::new("a.rs", "//!\nuse b;\n"))), [1]);
        assert!(lines(module_header(&File::new("a.rs", "//! For b.\n"))).is_empty());
        assert!(lines(module_header(&File::new("a.js", "let b;\n"))).is_empty());
    }

    #[test]
    fn what_is_left_open_fails() {
        let open = format!(
            "//! A.\nfn a() {{ {}() }}\n// {}: later\n{}]\nlet b = {}();\n// {} here\n",
            concat!("to", "do!"),
            concat!("FIX", "ME"),
            concat!("#[", "ignore"),
            concat!("un", "implemented!"),
            concat!("XX", "X"),
        );
        let mut found = lines(nothing_left_open(&File::new("a.rs", open)));
        found.sort_unstable();
        assert_eq!(found, [2, 3, 4, 5, 6]);
        let fine = File::new(
            "a.rs",
            format!("//! A.\n// {} is a macro.\n", concat!("to", "do!")),
        );
        assert!(lines(nothing_left_open(&fine)).is_empty());
    }

    #[test]
    fn sql_outside_the_store_fails() {
        let text = "//! A.\nquery(\"SELECT 1\");\nquery(r#\"\nDELETE FROM people\"#);\nlet s = \"UPDATED \";\n// SELECT no\n";
        assert_eq!(
            lines(sql_in_the_store(&File::new("server/src/routes/a.rs", text))),
            [2, 3]
        );
        assert!(lines(sql_in_the_store(&File::new("server/src/store/sqlite.rs", text))).is_empty());
        let damage = "server/src/services/upkeep/damage_tests.rs";
        assert!(lines(sql_in_the_store(&File::new(damage, text))).is_empty());
        assert_eq!(
            lines(sql_in_the_store(&File::new("tests/src/a.rs", text))),
            [2, 3]
        );
    }

    #[test]
    fn a_layer_that_is_passed_over_fails() {
        let route = "//! The store.\nuse crate::store::Record;\nlet a = app.store.grants();\nlet b = stored; // store\n";
        assert_eq!(
            lines(server_layers(&File::new("server/src/routes/a.rs", route))),
            [2, 3]
        );
        assert!(lines(server_layers(&File::new("server/src/services/a.rs", route))).is_empty());
        let http = "//! HTTP.\nuse axum::http::header;\nuse crate::routes::a;\nuse crate::http_error;\nlet a = StatusCode::OK;\n";
        for inner in ["server/src/services/sync/a.rs", "server/src/store/sqlite/a.rs"] {
            let mut found = lines(server_layers(&File::new(inner, http)));
            found.sort_unstable();
            found.dedup();
            assert_eq!(found, [2, 3, 4, 5], "{inner}");
        }
        assert!(lines(server_layers(&File::new("server/src/routes/a.rs", http))).is_empty());
        assert!(lines(server_layers(&File::new("server/src/metrics.rs", http))).is_empty());
        let upwards = "//! A.\nuse crate::services::access;\n";
        assert_eq!(
            lines(server_layers(&File::new("server/src/store/a.rs", upwards))),
            [2]
        );
        assert!(lines(server_layers(&File::new("server/src/services/a.rs", upwards))).is_empty());
    }

    #[test]
    fn a_screen_beside_view_and_state_fails() {
        let page =
            "//! A.\nuse feltbog_shared::bridge::Command;\nlet a = document().create_element(\"p\");\n";
        for path in ["client/app/src/pages/a.rs", "client/ui/src/a.rs"] {
            assert_eq!(lines(screen_layers(&File::new(path, page))), [2, 3], "{path}");
        }
        let lazy = "client/app/src/pages/lazy_pages.rs";
        assert_eq!(lines(screen_layers(&File::new(lazy, page))), [2]);
        let asking = "//! A.\nlet a = JsFuture::from(window().fetch_with_str_and_init(b, c));\n";
        let office = "client/office/src/pages/a.rs";
        assert_eq!(lines(screen_layers(&File::new(office, asking))), [2, 2]);
        assert!(lines(screen_layers(&File::new("client/office/src/api.rs", asking))).is_empty());
        let state = "client/app/src/state/a.rs";
        assert!(lines(screen_layers(&File::new(state, page))).is_empty());
        let upwards = "//! A.\nuse crate::pages::home;\n";
        assert_eq!(lines(screen_layers(&File::new(state, upwards))), [2]);
    }

    #[test]
    fn automerge_beside_the_guard_fails() {
        let text = "//! Not automerge.\nuse automerge::AutoCommit;\nlet automerge_id = 1;\n";
        assert_eq!(
            lines(automerge_behind_the_guard(&File::new(
                "server/src/routes/a.rs",
                text
            ))),
            [2]
        );
        assert_eq!(
            lines(automerge_behind_the_guard(&File::new(
                "client/engine/src/a.rs",
                text
            ))),
            [2]
        );
        assert!(
            lines(automerge_behind_the_guard(&File::new(
                "server/src/guard.rs",
                text
            )))
            .is_empty()
        );
        assert!(
            lines(automerge_behind_the_guard(&File::new(
                "shared/src/document/a.rs",
                text
            )))
            .is_empty()
        );
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
        assert_eq!(
            lines(danish_in_locales(&File::new("client/app/src/pages/a.rs", text))),
            [2]
        );
        for allowed in [
            "client/presentation/locales/da/pages.ftl",
            "tests/tests/a.rs",
            "server/src/demo.rs",
            "server/src/demo/people.rs",
        ] {
            assert!(
                lines(danish_in_locales(&File::new(allowed, text))).is_empty(),
                "{allowed}"
            );
        }
    }

    #[test]
    fn a_link_to_nowhere_fails() {
        let text = "# The tour\n[a](shared/src) [b](nope.md)\n[c](#the-tour) [d](#elsewhere)\n```\n[e](nope)\n```\n[f](https://example.org) `[g](nope)`\n";
        let known = paths(&["README.md", "shared/src/lib.rs"]);
        assert_eq!(lines(links_exist(&File::new("README.md", text), &known)), [2, 3]);
        assert!(lines(links_exist(&File::new("docs/a.md", "[a](../README.md)"), &known)).is_empty());
    }

    #[test]
    fn a_migration_for_one_database_only_fails() {
        let sqlite_alone = paths(&["migrations/sqlite/0001_start.sql"]);
        assert!(same_migrations(&sqlite_alone).is_empty());
        let differing = paths(&[
            "migrations/postgres/0001_start.sql",
            "migrations/sqlite/0001_start.sql",
            "migrations/sqlite/0002_more.sql",
        ]);
        let found = same_migrations(&differing);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "migrations/postgres/0002_more.sql");
    }
}
