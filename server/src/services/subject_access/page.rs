//! An answer to a resident as one HTML file, which needs no other.

use feltbog_shared::language::Language;
use feltbog_shared::office::subject_access::{SubjectAccessAnswer, SubjectField};

use super::words;

/// The looks of the page, on a screen and on paper.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#111}\
     dt{font-weight:600}dd{margin:0 0 .5rem;white-space:pre-wrap}section{break-inside:avoid;margin-block:1.5rem}\
     table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #767676}";

/// The page of an answer.
pub fn html(answer: &SubjectAccessAnswer, language: Language) -> String {
    let texts = words(language);
    let mut page = Page::default();
    page.raw("<!doctype html>\n<html lang=\"");
    page.raw(language.tag());
    page.raw(
        "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
    );
    page.text(texts.title);
    page.raw("</title>\n<style>");
    page.raw(STYLE);
    page.raw("</style>\n");
    page.element("h1", texts.title);
    page.raw("<dl>\n");
    page.pair(texts.home, &answer.home);
    page.pair(texts.department, &answer.department_name);
    page.pair(texts.controller, &answer.controller);
    page.pair(texts.made_at, &answer.made_at_words);
    page.raw("</dl>\n");
    page.element("p", texts.lead);
    page.element("p", texts.rights);
    if answer.is_withheld {
        page.element("p", texts.withheld_notice);
    }
    if !answer.dwelling.is_empty() {
        page.element("h2", texts.section_dwelling);
        page.raw("<dl>\n");
        page.fields(&answer.dwelling);
        page.raw("</dl>\n");
    }
    page.element("h2", texts.section_records);
    if answer.records.is_empty() {
        page.element("p", texts.no_records);
    }
    for record in &answer.records {
        page.raw("<section>\n");
        page.element("h3", &record.title);
        if !record.names_home {
            page.element("p", texts.belongs);
        }
        if record.is_discarded {
            page.element("p", texts.discarded);
        }
        page.raw("<dl>\n");
        let labels = [texts.changed_first, texts.changed_last];
        for (label, time) in labels.into_iter().zip(&record.changed_words) {
            page.pair(label, time);
        }
        page.pair(texts.department, &record.department_name);
        page.fields(&record.fields);
        page.raw("</dl>\n</section>\n");
    }
    page.element("h2", texts.section_accesses);
    page.accesses(answer, language);
    page.0
}

/// HTML as it is written.
#[derive(Default)]
struct Page(String);

impl Page {
    /// Markup of ours.
    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Words of people, which are never markup.
    fn text(&mut self, words: &str) {
        for letter in words.chars() {
            match letter {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                other => self.0.push(other),
            }
        }
    }

    fn element(&mut self, name: &str, words: &str) {
        self.raw("<");
        self.raw(name);
        self.raw(">");
        self.text(words);
        self.raw("</");
        self.raw(name);
        self.raw(">\n");
    }

    fn pair(&mut self, label: &str, value: &str) {
        self.element("dt", label);
        self.element("dd", value);
    }

    fn fields(&mut self, fields: &[SubjectField]) {
        for field in fields {
            self.pair(&field.label, &field.value);
        }
    }

    fn accesses(&mut self, answer: &SubjectAccessAnswer, language: Language) {
        let texts = words(language);
        if answer.accesses.is_empty() {
            self.element("p", texts.no_accesses);
            return;
        }
        self.raw("<table>\n<thead><tr>");
        for column in [
            texts.column_at,
            texts.column_action,
            texts.column_purpose,
            texts.column_record,
        ] {
            self.raw("<th scope=\"col\">");
            self.text(column);
            self.raw("</th>");
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for access in &answer.accesses {
            self.raw("<tr>");
            for cell in [&access.at_words, &access.action, &access.purpose, &access.title] {
                self.element("td", cell);
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n");
        if answer.has_more_accesses {
            self.element("p", texts.more_accesses);
        }
    }
}

#[cfg(test)]
mod tests {
    use feltbog_shared::moment::Moment;

    use super::*;

    #[test]
    fn words_of_people_are_no_markup() {
        let answer = SubjectAccessAnswer {
            home: "<script>Opgang 4 & 5</script>".into(),
            department_name: "Engen".into(),
            controller: "Prøvebo".into(),
            made_at: Moment::from_millis(0),
            made_at_words: String::new(),
            dwelling: Vec::new(),
            records: Vec::new(),
            accesses: Vec::new(),
            has_more_accesses: false,
            is_withheld: true,
        };
        let page = html(&answer, Language::Danish);
        assert!(
            page.contains("&lt;script&gt;Opgang 4 &amp; 5&lt;/script&gt;"),
            "{page}"
        );
        assert!(!page.contains("<script>"));
        assert!(page.contains(words(Language::Danish).withheld_notice));
        assert!(page.contains(words(Language::Danish).no_records));
    }
}
