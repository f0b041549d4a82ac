//! Circles between modules: siblings of a crate that name each other, directly or by way of others.
//!
//! A module names a sibling when its file, or the file of a module in it, has a path with `crate` or `super` that leads
//! into the sibling. Tests are left out, and so are names that a parent hands on.

use super::names::crate_of;
use super::source::RustSource;
use super::{File, Finding};
use std::collections::{BTreeMap, BTreeSet};

/// The file with the exceptions.
const LIST: &str = "xtask/src/tidy/circles.rs";

/// A circle that stays.
struct Exception {
    /// The crate's folder and the module above.
    within: &'static str,
    /// The modules in the circle.
    modules: &'static str,
    reason: &'static str,
}

const EXCEPTIONS: [Exception; 9] = [
    Exception {
        within: "client/app::pages::record",
        modules: "dispute fields form ground guide note notices pacing steps",
        reason: "a form draws its fields, and each field belongs to the form that it is given",
    },
    Exception {
        within: "client/engine",
        modules: "driver locked tabs wake",
        reason: "the driver starts what waits for events, and these send events to the driver",
    },
    Exception {
        within: "client/engine",
        modules: "device_key store",
        reason: "the store lets go of the phone's keys with its rows, and what a key signed is noted in rows",
    },
    Exception {
        within: "server",
        modules: "acme config metrics notifier outbound rights_watch services state tls",
        reason: "the state holds what services keep between requests, and services are given the state",
    },
    Exception {
        within: "server::services",
        modules: "notifications sign_in",
        reason: "signing in tells by mail, and a mail carries an invitation to sign in",
    },
    Exception {
        within: "shared",
        modules: "home model model_number permission refusal search",
        reason: "a kind names its collection, the policy is about kinds, and the number counts both",
    },
    Exception {
        within: "shared::model",
        modules: "deadlines signal unfinished",
        reason: "a deadline holds while a record is open, and a signal is open by its deadline",
    },
    Exception {
        within: "shared::replica",
        modules: "edit job_queue pull purge push rebase reconcile refused refused_edits renew sweep",
        reason: "the queue runs the jobs, and a job puts further jobs into the queue",
    },
    Exception {
        within: "tests",
        modules: "demo server template",
        reason: "the template of an enrolled phone is made by the harness that begins from it",
    },
];

/// The names of modules from the root of their crate.
type ModulePath<'a> = Vec<&'a str>;

/// The siblings that modules name, each with the file and line of one place, by the module above.
type Edges<'a> = BTreeMap<ModulePath<'a>, BTreeMap<(&'a str, &'a str), (&'a File, usize)>>;

/// Siblings name each other in no circle but the exceptions, and every exception is still one.
pub(super) fn siblings_form_no_circle(files: &[File], paths: &[String]) -> Vec<Finding> {
    let mut crates = BTreeMap::<&str, BTreeMap<ModulePath, &File>>::new();
    for file in files.iter().filter(|file| file.rust.is_some()) {
        let folder = crate_of(&file.path, paths);
        if let Some(module) = module_of(&file.path, folder) {
            crates.entry(folder).or_default().insert(module, file);
        }
    }
    let mut findings = Vec::new();
    let mut in_circles = BTreeSet::new();
    for (folder, modules) in &crates {
        for (above, edges) in edges_of(modules) {
            let within = std::iter::once(*folder)
                .chain(above)
                .collect::<Vec<_>>()
                .join("::");
            for circle in circles_of(&edges) {
                in_circles.extend(circle.iter().map(|module| (within.clone(), *module)));
                let is_of_circle = |pair: &(&str, &str)| circle.contains(pair.0) && circle.contains(pair.1);
                let place = edges.iter().find(|(pair, _)| is_of_circle(pair));
                if let Some((_, (file, line))) = place.filter(|_| !is_excepted(&within, &circle)) {
                    let names = circle.iter().copied().collect::<Vec<_>>().join(", ");
                    let what = format!(
                        "modules of {within} name each other in a circle ({names}): move what they share below them"
                    );
                    findings.push(file.finding(*line, what));
                }
            }
        }
    }
    for list in files.iter().filter(|file| file.path == LIST) {
        for Exception {
            within,
            modules,
            reason,
        } in &EXCEPTIONS
        {
            let is_stale = |name: &&str| !in_circles.contains(&((*within).to_owned(), *name));
            for name in modules.split_whitespace().filter(is_stale) {
                let what = format!("{name} of {within} is in no circle any more ({reason}): unlist it");
                findings.push(list.finding(1, what));
            }
        }
    }
    findings
}

/// Whether all modules of a circle stand in one exception.
fn is_excepted(within: &str, circle: &BTreeSet<&str>) -> bool {
    let mut exceptions = EXCEPTIONS.iter().filter(|exception| exception.within == within);
    exceptions.any(|exception| {
        let listed: BTreeSet<&str> = exception.modules.split_whitespace().collect();
        circle.is_subset(&listed)
    })
}

/// The module that a file below `src` of its crate is; nothing for a file of tests.
fn module_of<'a>(path: &'a str, folder: &str) -> Option<ModulePath<'a>> {
    let inner = path
        .strip_prefix(folder)?
        .strip_prefix("/src/")?
        .strip_suffix(".rs")?;
    let mut module: ModulePath = inner.split('/').collect();
    let last = *module.last()?;
    if last == "tests" || last.ends_with("_tests") {
        return None;
    }
    if ["mod", "lib", "main"].contains(&last) {
        module.pop();
    }
    Some(module)
}

/// The siblings that the modules of a crate name.
fn edges_of<'a>(modules: &BTreeMap<ModulePath<'a>, &'a File>) -> Edges<'a> {
    let lengths = |module: &ModulePath<'a>| {
        (0..=module.len())
            .map(|length| module[..length].to_vec())
            .collect::<Vec<_>>()
    };
    let known: BTreeSet<ModulePath> = modules.keys().flat_map(lengths).collect();
    let mut edges = Edges::new();
    for (module, file) in modules {
        for (line, named) in file.rust.iter().flat_map(named_paths) {
            let target = target_of(module, &named);
            let shared = module
                .iter()
                .zip(&target)
                .take_while(|(one, other)| one == other)
                .count();
            if let (Some(from), Some(to)) = (module.get(shared), target.get(shared))
                && known.contains(&target[..=shared])
            {
                let above = edges.entry(module[..shared].to_vec()).or_default();
                above.entry((*from, *to)).or_insert((*file, line));
            }
        }
    }
    edges
}

/// The names from the root of the crate that a path in a module stands for.
fn target_of<'a>(module: &[&'a str], path: &[&'a str]) -> ModulePath<'a> {
    if path.first() == Some(&"crate") {
        return path[1..].to_vec();
    }
    let ups = path.iter().take_while(|name| **name == "super").count();
    let above = &module[..module.len().saturating_sub(ups)];
    above.iter().chain(&path[ups..]).copied().collect()
}

/// The paths of a file's code that begin with `crate` or `super`, each with its line.
fn named_paths(rust: &RustSource) -> Vec<(usize, ModulePath<'_>)> {
    let tests = ["#", "[", "cfg", "(", "test", ")", "]", "mod", "", "{"];
    let is_test_module = |place: &[(usize, String)]| {
        let mut pairs = place.iter().zip(tests);
        pairs.all(|((_, token), wanted)| wanted.is_empty() || token == wanted)
    };
    let begin_of_tests = rust.code.windows(tests.len()).position(is_test_module);
    let code = &rust.code[..begin_of_tests.unwrap_or(rust.code.len())];
    let mut paths = Vec::new();
    let mut at = 0;
    while let Some((line, token)) = code.get(at) {
        at = if ["crate", "super"].contains(&token.as_str()) {
            let mut read = Vec::new();
            let after = read_tree(code, at, &[], &mut read);
            paths.extend(read.into_iter().map(|path| (*line, path)));
            after
        } else {
            at + 1
        };
    }
    paths
}

/// Reads the paths of a tree, as `use` has them, that begins at a token. The answer is the place after the tree.
fn read_tree<'a>(
    code: &'a [(usize, String)],
    begin: usize,
    before: &[&'a str],
    paths: &mut Vec<ModulePath<'a>>,
) -> usize {
    let token = |at: usize| code.get(at).map(|(_, token)| token.as_str());
    let is_name = |token: &str| token.starts_with(|char: char| char.is_alphabetic() || char == '_');
    let (mut at, mut path) = (begin, before.to_vec());
    loop {
        let current = token(at);
        at += 1;
        match current {
            Some("{") => {
                while token(at).is_some_and(|token| token != "}") {
                    at = read_tree(code, at, &path, paths);
                }
                return at + 1;
            }
            Some(name) if is_name(name) => path.push(name),
            _ => break,
        }
        if token(at) != Some(":") || token(at + 1) != Some(":") {
            break;
        }
        at += 2;
    }
    paths.push(path);
    at
}

/// The sets of modules each of which leads to all others of its set.
fn circles_of<'a, T>(edges: &BTreeMap<(&'a str, &'a str), T>) -> BTreeSet<BTreeSet<&'a str>> {
    let reached_from = |start: &'a str| {
        let (mut reached, mut ahead) = (BTreeSet::new(), vec![start]);
        while let Some(module) = ahead.pop() {
            let next = edges
                .keys()
                .filter(|(from, _)| *from == module)
                .map(|(_, to)| *to);
            ahead.extend(next.filter(|to| reached.insert(*to)));
        }
        reached
    };
    let modules: BTreeSet<&str> = edges.keys().map(|(from, _)| *from).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> = modules
        .into_iter()
        .map(|module| (module, reached_from(module)))
        .collect();
    let leads = |from: &str, to: &str| reached.get(from).is_some_and(|reached| reached.contains(to));
    let circle_of = |module: &str| -> BTreeSet<&'a str> {
        let others = reached
            .keys()
            .filter(|other| leads(module, other) && leads(other, module));
        others.copied().collect()
    };
    let circles = reached.keys().map(|module| circle_of(module));
    circles.filter(|circle| !circle.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    /// The findings in a crate `a` whose module `one` has this text and whose module `two` the other.
    fn found(one: &str, two: &str) -> Vec<usize> {
        let files = [
            File::new("a/src/lib.rs", "//! A.\nmod one;\nmod two;\nuse crate::one::A;\n"),
            File::new("a/src/one/mod.rs", one),
            File::new("a/src/one/inner.rs", "//! A.\nuse super::A;\nuse crate::A;\n"),
            File::new("a/src/two.rs", two),
            File::new("a/src/two_tests.rs", "//! A.\nuse crate::one::A;\n"),
        ];
        lines(siblings_form_no_circle(&files, &["a/Cargo.toml".to_owned()]))
    }

    #[test]
    fn a_circle_of_siblings_is_found() {
        let plain = "//! A.\nuse crate::A;\n";
        for two in [
            "//! A.\nuse crate::one::A;\n",
            "//! A.\nuse crate::{A, one::{self, inner::B}};\n",
            "//! A.\nfn a(b: super::one::A) {}\n",
        ] {
            assert_eq!(found(plain, two), [0_usize; 0], "{two}");
            assert_eq!(found("//! A.\n\nuse super::two::A as B;\n", two), [3], "{two}");
            assert_eq!(found("//! A.\nuse crate::{C as D, two::*};\n", two), [2], "{two}");
        }
    }

    #[test]
    fn tests_and_names_of_parents_make_no_circle() {
        let one = "//! A.\nuse self::inner::B;\nuse crate::two::A;\n";
        let two =
            "//! A.\n// crate::one\nuse crate::Both;\n#[cfg(test)]\nmod tests {\n    use crate::one::A;\n}\n";
        assert_eq!(found(one, two), [0_usize; 0]);
    }

    #[test]
    fn a_long_circle_is_one() {
        let pairs = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "a")];
        let circles = circles_of(&BTreeMap::from(pairs.map(|pair| (pair, ()))));
        assert_eq!(circles, BTreeSet::from([BTreeSet::from(["a", "b", "c"])]));
    }
}
