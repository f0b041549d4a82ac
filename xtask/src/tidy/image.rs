//! The recipe of the image: what a build would not refuse and a server on the internet should not have. No image is built.

use super::{File, Finding};

/// Instructions of a recipe that are used here.
const KNOWN: [&str; 12] = [
    "FROM",
    "RUN",
    "COPY",
    "ADD",
    "ENV",
    "ARG",
    "USER",
    "WORKDIR",
    "VOLUME",
    "EXPOSE",
    "HEALTHCHECK",
    "CMD",
];
/// Instructions that the last stage has to have.
const WANTED: [&str; 5] = ["USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"];
/// Parts of names of values that no image holds.
const SECRETS: [&str; 4] = ["SECRET", "PASSWORD", "TOKEN", "PRIVATE"];

/// An instruction with the rest of its line, continued lines joined.
struct Instruction {
    line: usize,
    name: String,
    rest: String,
}

fn instructions(text: &str) -> Vec<Instruction> {
    let mut all: Vec<Instruction> = Vec::new();
    let mut is_open = false;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (part, goes_on) = match line.strip_suffix('\\') {
            Some(part) => (part.trim(), true),
            None => (line, false),
        };
        match all.last_mut().filter(|_| is_open) {
            Some(last) => {
                last.rest.push(' ');
                last.rest.push_str(part);
            }
            None => {
                let (name, rest) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
                all.push(Instruction {
                    line: number + 1,
                    name: name.to_owned(),
                    rest: rest.trim().to_owned(),
                });
            }
        }
        is_open = goes_on;
    }
    all
}

/// Whether an image is named by registry and tag, so that the same is built tomorrow.
fn is_pinned(image: &str, stages: &[String]) -> bool {
    let is_stage = stages.iter().any(|stage| stage == image);
    let has_tag = image.contains("@sha256:")
        || image
            .rsplit_once(':')
            .is_some_and(|(name, tag)| name.contains('/') && !tag.is_empty() && tag != "latest");
    image == "scratch" || is_stage || has_tag
}

/// Every rule of a recipe; nothing for a file that is none.
pub(super) fn recipe(file: &File) -> Vec<Finding> {
    if !file.path.ends_with("Containerfile") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let (mut stages, mut last_image, mut of_stage) = (Vec::new(), String::new(), Vec::new());
    for Instruction { line, name, rest } in instructions(&file.text) {
        let mut find = |what: &str| findings.push(file.finding(line, what));
        match name.as_str() {
            "FROM" => {
                let mut words = rest.split_whitespace();
                last_image = words.next().unwrap_or_default().to_owned();
                if !is_pinned(&last_image, &stages) {
                    find("name the image by registry and version, and never as latest");
                }
                stages.extend(words.nth(1).map(str::to_owned));
                of_stage.clear();
            }
            "ADD" => find("COPY a file of this repository: ADD also fetches and unpacks"),
            "RUN" if last_image == "scratch" => {
                find("nothing runs in an image from scratch: it has no shell")
            }
            "RUN" if rest.contains("apt-get install") && !rest.contains("--no-install-recommends") => {
                find("install with --no-install-recommends");
            }
            "ENV" | "ARG"
                if SECRETS
                    .iter()
                    .any(|part| rest.to_ascii_uppercase().contains(part)) =>
            {
                find("an image holds no secret: mount a file");
            }
            "USER" => {
                let user = rest.split(':').next().unwrap_or_default();
                if !user.parse::<u32>().is_ok_and(|id| id > 0) {
                    find("a number that is not root's: names are not known to every runtime");
                }
            }
            "ENTRYPOINT" | "CMD" if !rest.starts_with('[') => {
                find("write it as a list: there is no shell, and signals reach the server itself");
            }
            "HEALTHCHECK" if !rest.contains("CMD [") => find("write its command as a list"),
            "ENTRYPOINT" => {}
            name if !KNOWN.contains(&name) => find("an instruction that is not known here"),
            _ => {}
        }
        of_stage.push(name);
    }
    let lines = file.text.lines().count();
    if last_image != "scratch" {
        findings.push(file.finding(
            lines,
            "end with a stage FROM scratch: the server and nothing else",
        ));
    }
    for wanted in WANTED {
        if !of_stage.iter().any(|name| name == wanted) {
            findings.push(file.finding(lines, format!("the last stage has no {wanted}")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    const GOOD: &str = "# What it is.\nFROM docker.io/library/debian:12-slim AS base\nRUN apt-get update \\\n    && \
                        apt-get install --yes --no-install-recommends ca-certificates\nCOPY a /image/a\n\nFROM \
                        scratch\nCOPY --from=base /image /\nUSER 10001:10001\nVOLUME /var/lib/feltbog\nHEALTHCHECK \
                        --interval=30s CMD [\"/a\", \"health\"]\nENTRYPOINT [\"/a\"]\nCMD [\"serve\"]\n";

    fn found(text: &str) -> Vec<usize> {
        lines(recipe(&File::new("deploy/Containerfile", text)))
    }

    #[test]
    fn a_recipe_without_faults_passes_and_other_files_are_none() {
        assert_eq!(found(GOOD), [0_usize; 0]);
        assert_eq!(
            lines(recipe(&File::new("deploy/Caddyfile", "anything"))),
            [0_usize; 0]
        );
    }

    #[test]
    fn faults_are_found_at_their_lines() {
        for (from, to, line) in [
            ("debian:12-slim", "debian:latest", 2),
            ("docker.io/library/debian:12-slim", "debian", 2),
            (" --no-install-recommends", "", 3),
            ("COPY a", "ADD a", 5),
            ("USER 10001:10001", "USER feltbog", 9),
            ("USER 10001:10001", "USER 0", 9),
            ("COPY --from=base /image /", "RUN true", 8),
            ("VOLUME /var/lib/feltbog", "ENV FELTBOG_PASSWORD=x", 10),
            ("CMD [\"/a\", \"health\"]", "CMD /a health", 11),
            ("ENTRYPOINT [\"/a\"]", "ENTRYPOINT /a", 12),
            ("CMD [\"serve\"]", "SHELL [\"serve\"]", 13),
            ("USER 10001:10001\n", "", 12),
            ("FROM scratch\n", "FROM base\n", 13),
        ] {
            let text = GOOD.replace(from, to);
            assert_ne!(text, GOOD, "{from}");
            assert!(found(&text).contains(&line), "{from} -> {to}: {:?}", found(&text));
        }
    }
}
