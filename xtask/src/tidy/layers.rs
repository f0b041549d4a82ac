//! The layers of server and screens: words of one layer that the code of another must not name.

use super::{File, Finding};

/// Files, words that their code must not name, and the remedy.
struct Layer {
    /// Folders, and files.
    within: &'static [&'static str],
    except: &'static [&'static str],
    words: &'static str,
    advice: &'static str,
}

const ROUTES: &str = "server/src/routes";
const SERVICES: &str = "server/src/services";
const STORE: &str = "server/src/store";
const PAGES: &str = "client/app/src/pages";
const STATE: &str = "client/app/src/state";
const UI: &str = "client/ui/src";
/// Makes an element outside of the page, so that nothing of it is seen.
const WARM_UP: &str = "client/app/src/pages/lazy_pages.rs";

const OFFICE_PAGES: &str = "client/office/src/pages";
const OFFICE_COMPONENTS: &str = "client/office/src/components";

const LAYERS: [Layer; 11] = [
    Layer {
        within: &[ROUTES],
        except: &[],
        words: "store",
        advice: "a route calls services only: give the service a function",
    },
    Layer {
        within: &[SERVICES, STORE],
        except: &[],
        words: "routes",
        advice: "routes call services, never the other way",
    },
    Layer {
        within: &[SERVICES, STORE],
        except: &[],
        words: "axum axum_extra http http_error hyper tower tower_http StatusCode",
        advice: "services and the store know no HTTP: return a refusal's code, http_error gives it a status",
    },
    Layer {
        within: &[STORE],
        except: &[],
        words: "services",
        advice: "services call the store, never the other way",
    },
    Layer {
        within: &[PAGES, UI],
        except: &[],
        words: "Command Worker post_message",
        advice: "the state sends commands to the engine: give it a function",
    },
    Layer {
        within: &[PAGES, UI, OFFICE_PAGES, OFFICE_COMPONENTS],
        except: &[WARM_UP],
        words: "create_element create_element_ns append_child set_inner_html",
        advice: "elements are made with `view!`",
    },
    Layer {
        within: &["client/app", "client/office", "client/presentation", "client/ui"],
        except: &[],
        words: "indexed_db IdbFactory IdbDatabase indexed_db_futures",
        advice: "the engine keeps records; client/public/js/app-boot.js opens the page's own small values",
    },
    Layer {
        within: &[OFFICE_PAGES, OFFICE_COMPONENTS],
        except: &[],
        words: "JsFuture RequestInit fetch_with_str_and_init",
        advice: "api.rs talks to the server: give it a function",
    },
    Layer {
        within: &[STATE],
        except: &[],
        words: "pages",
        advice: "pages read the state, never the other way",
    },
    // Untrusted bytes reach Automerge through the guard, and the client reaches it through shared.
    Layer {
        within: &["server/src"],
        except: &["server/src/guard", "server/src/guard.rs"],
        words: "automerge",
        advice: "on the server only the guard may name automerge: let it do the work",
    },
    Layer {
        within: &["client"],
        except: &[],
        words: "automerge",
        advice: "the client uses feltbog_shared::document, never automerge itself",
    },
];

/// No layer is passed over.
pub(super) fn none_is_passed_over(file: &File) -> Vec<Finding> {
    let Some(rust) = &file.rust else { return Vec::new() };
    let mut findings = Vec::new();
    for layer in LAYERS {
        let is_among = |places: &[&str]| {
            places
                .iter()
                .any(|place| file.path == *place || file.is_under(place))
        };
        if is_among(layer.within) && !is_among(layer.except) {
            let lines = layer.words.split(' ').flat_map(|word| rust.lines_with(word));
            findings.extend(lines.map(|line| file.finding(line, layer.advice)));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_that_is_passed_over_fails() {
        let route = "//! The store.\nuse crate::store::Record;\nlet a = app.store.grants();\nlet b = stored; // store\n";
        let http = "//! HTTP.\nuse axum::http::header;\nuse crate::routes::a;\nuse crate::http_error;\nlet a = StatusCode::OK;\n";
        let upwards = "//! A.\nuse crate::services::access;\n";
        let page =
            "//! A.\nuse feltbog_shared::bridge::Command;\nlet a = document().create_element(\"p\");\n";
        let state = "//! A.\nuse crate::pages::home;\n";
        let merge = "//! Not automerge.\nuse automerge::AutoCommit;\nlet automerge_id = 1;\n";
        let asking = "//! A.\nlet a = JsFuture::from(window().fetch_with_str_and_init(b, c));\n";
        let database = "//! indexed_db\nlet a = window().indexed_db();\n";
        let cases: [(&str, &str, &[usize]); 22] = [
            ("client/app/src/state/a.rs", database, &[2]),
            ("client/engine/src/a.rs", database, &[]),
            ("client/office/src/pages/a.rs", page, &[3]),
            ("client/office/src/pages/a.rs", asking, &[2]),
            ("client/office/src/api.rs", asking, &[]),
            ("server/src/routes/a.rs", route, &[2, 3]),
            ("server/src/services/a.rs", route, &[]),
            ("server/src/services/sync/a.rs", http, &[2, 3, 4, 5]),
            ("server/src/store/sqlite/a.rs", http, &[2, 3, 4, 5]),
            ("server/src/routes/a.rs", http, &[]),
            ("server/src/metrics.rs", http, &[]),
            ("server/src/store/a.rs", upwards, &[2]),
            ("server/src/services/a.rs", upwards, &[]),
            ("client/app/src/pages/a.rs", page, &[2, 3]),
            ("client/ui/src/a.rs", page, &[2, 3]),
            (WARM_UP, page, &[2]),
            ("client/app/src/state/a.rs", page, &[]),
            ("client/app/src/state/a.rs", state, &[2]),
            ("server/src/routes/a.rs", merge, &[2]),
            ("client/engine/src/a.rs", merge, &[2]),
            ("server/src/guard.rs", merge, &[]),
            ("shared/src/document/a.rs", merge, &[]),
        ];
        for (path, text, expected) in cases {
            let mut found = super::super::lines(none_is_passed_over(&File::new(path, text)));
            found.sort_unstable();
            found.dedup();
            assert_eq!(found, expected, "{path}");
        }
    }
}
