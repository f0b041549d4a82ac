//! The privacy papers that come with the server, for administrators and privacy officers. They are in Danish.

use feltbog_shared::office::papers::{PaperBlock, PaperLine, PaperSpan, PaperStyle, PaperTitle, Papers};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::state::use_office;
use crate::texts::office_texts;

/// The path of the page.
pub(crate) const PATH: &str = "/kontor/papirer";

/// The list of papers, and the paper that the address names.
#[component]
pub(crate) fn PapersPage() -> impl IntoView {
    let (office, query) = (use_office(), use_query_map());
    let key = Memo::new(move |_| query.read().get("papir").unwrap_or_default());
    let papers = LocalResource::new(move || {
        let key = key.get();
        async move { office.api().papers(&key).await }
    });
    view! {
        <Page title=office_texts().papers>
            <p>{office_texts().papers_lead}</p>
            <Loaded answer=papers children=|papers: Papers| view! { <PaperContent papers/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn PaperContent(papers: Papers) -> impl IntoView {
    let links = papers.titles.into_iter().map(paper_link).collect_view();
    let mut section = office_texts().papers.to_owned();
    let mut blocks = Vec::new();
    for block in papers.blocks {
        if let PaperBlock::Heading { line, .. } = &block {
            section = words(line);
        }
        blocks.push(block_view(block, &section));
    }
    view! {
        <nav class="buttons no-print" aria-label=office_texts().papers>
            {links}
        </nav>
        <article class="paper" lang="da">{blocks}</article>
    }
    .into_any()
}

fn paper_link(paper: PaperTitle) -> AnyView {
    let address = [PATH, "?papir=", &paper.key].concat();
    view! {
        <a class="button small" href=address lang="da">
            {paper.title}
        </a>
    }
    .into_any()
}

/// A block of a paper. A table is named by the heading above it.
fn block_view(block: PaperBlock, section: &str) -> AnyView {
    match block {
        PaperBlock::Heading { level: 2, line } => view! { <h2>{line_view(line)}</h2> }.into_any(),
        PaperBlock::Heading { line, .. } => view! { <h3>{line_view(line)}</h3> }.into_any(),
        PaperBlock::Paragraph(line) => view! { <p>{line_view(line)}</p> }.into_any(),
        PaperBlock::List { is_numbered, items } => {
            let items: Vec<AnyView> = items.into_iter().map(item_view).collect();
            match is_numbered {
                true => view! { <ol>{items}</ol> }.into_any(),
                false => view! { <ul>{items}</ul> }.into_any(),
            }
        }
        PaperBlock::Table { head, rows } => table_view(head, rows, section),
    }
}

fn item_view(line: PaperLine) -> AnyView {
    view! { <li>{line_view(line)}</li> }.into_any()
}

fn table_view(head: Vec<PaperLine>, rows: Vec<Vec<PaperLine>>, section: &str) -> AnyView {
    let section = section.to_owned();
    let head = (!head.is_empty()).then(|| {
        let cells: Vec<AnyView> = head.into_iter().map(head_view).collect();
        view! {
            <thead>
                <tr>{cells}</tr>
            </thead>
        }
    });
    let rows: Vec<AnyView> = rows.into_iter().map(row_view).collect();
    view! {
        <ScrollableTable label=section.clone()>
            <table class="data">
                <caption class="unseen">{section}</caption>
                {head}
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

/// The head of a column. One that says nothing is no head.
fn head_view(line: PaperLine) -> AnyView {
    match line.is_empty() {
        true => view! { <td></td> }.into_any(),
        false => view! { <th scope="col">{line_view(line)}</th> }.into_any(),
    }
}

/// A row: its first cell is its head.
fn row_view(cells: Vec<PaperLine>) -> AnyView {
    let mut cells = cells.into_iter();
    let first = cells.next().unwrap_or_default();
    let cells: Vec<AnyView> = cells.map(cell_view).collect();
    view! {
        <tr>
            <th scope="row">{line_view(first)}</th>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell_view(line: PaperLine) -> AnyView {
    view! { <td>{line_view(line)}</td> }.into_any()
}

fn line_view(line: PaperLine) -> Vec<AnyView> {
    line.into_iter().map(span_view).collect()
}

fn span_view(span: PaperSpan) -> AnyView {
    let text = span.text;
    match span.style {
        PaperStyle::Plain => text.into_any(),
        PaperStyle::Strong => view! { <strong>{text}</strong> }.into_any(),
        PaperStyle::Emphasis => view! { <em>{text}</em> }.into_any(),
        PaperStyle::Code => view! { <code>{text}</code> }.into_any(),
    }
}

/// The words of a line without their styles.
fn words(line: &[PaperSpan]) -> String {
    line.iter().map(|span| span.text.as_str()).collect()
}
