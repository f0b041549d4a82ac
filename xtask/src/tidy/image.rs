//! The recipe of the image: what a build would not refuse and a server on the internet should not have. No image is built.

use super::{File, Finding};

/// Instructions of a recipe that are used here.
const KNOWN: &str = "FROM RUN COPY ENV ARG USER WORKDIR VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD";
/// Instructions that the last stage has to have.
const WANTED: &str = "USER VOLUME HEALTHCHECK ENTRYPOINT CMD";
/// Parts of names of values that no image holds.
const SECRETS: [&str; 4] = ["SECRET", "PASSWORD", "TOKEN", "PRIVATE"];

/// Every rule of a recipe; nothing for a file that is none.
pub(super) fn recipe(file: &File) -> Vec<Finding> {
    if !file.path.ends_with("Containerfile") {
        return Vec::new();
    }
    let (mut findings, mut of_stage) = (Vec::new(), Vec::new());
    let (mut stages, mut image, mut is_continued) = (vec!["scratch"], "", false);
    for (line, number) in file.text.lines().map(str::trim).zip(1..) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let whole = line.split_once(' ').unwrap_or((line, ""));
        let (name, rest) = if is_continued { ("", line) } else { whole };
        is_continued = line.ends_with('\\');
        let advice = match name {
            "FROM" => {
                let words: Vec<&str> = rest.split_whitespace().collect();
                image = words.first().copied().unwrap_or_default();
                let is_known = stages.contains(&image) || is_pinned(image);
                stages.extend(words.get(2));
                of_stage.clear();
                (!is_known).then_some("name the image by registry and version, and never as latest")
            }
            "ADD" => Some("COPY a file of this repository: ADD also fetches and unpacks"),
            "RUN" if image == "scratch" => Some("nothing runs in an image from scratch: it has no shell"),
            "USER" if !is_number_of_user(rest) => {
                Some("a number that is not root's: names are not known to every runtime")
            }
            "ENTRYPOINT" | "CMD" if !rest.starts_with('[') => {
                Some("write it as a list: there is no shell, and signals reach the server itself")
            }
            "HEALTHCHECK" if !rest.contains("CMD [") => Some("write its command as a list"),
            _ if rest.contains("apt-get install") && !rest.contains("--no-install-recommends") => {
                Some("install with --no-install-recommends")
            }
            _ if SECRETS
                .iter()
                .any(|part| rest.to_ascii_uppercase().contains(part)) =>
            {
                Some("an image holds no secret: mount a file")
            }
            "" => None,
            name if !KNOWN.split(' ').any(|known| known == name) => {
                Some("an instruction that is not known here")
            }
            _ => None,
        };
        of_stage.push(name);
        findings.extend(advice.map(|advice| file.finding(number, advice)));
    }
    let last = file.text.lines().count();
    if image != "scratch" {
        findings.push(file.finding(last, "end with a stage FROM scratch: the server and nothing else"));
    }
    let missing = WANTED.split(' ').filter(|wanted| !of_stage.contains(wanted));
    findings.extend(missing.map(|name| file.finding(last, format!("the last stage has no {name}"))));
    findings
}

/// Whether an image is named by registry and version, so that the same is built tomorrow.
fn is_pinned(image: &str) -> bool {
    let tagged = image.rsplit_once(':');
    let has_tag = |(name, tag): (&str, &str)| name.contains('/') && !tag.is_empty() && tag != "latest";
    image.contains("@sha256:") || tagged.is_some_and(has_tag)
}

fn is_number_of_user(user: &str) -> bool {
    let number = user.split(':').next().unwrap_or_default();
    number.parse::<u32>().is_ok_and(|number| number > 0)
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
            (" --no-install-recommends", "", 4),
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
