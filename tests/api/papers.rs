//! The privacy papers at the desk: administrators and privacy officers read them, and to others they are not there.

use axum::http::StatusCode;
use feltbog_shared::office::papers::{PaperBlock, Papers};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{TestApp, person};
use feltbog_tests::office::OfficeBrowser;

async fn browser(app: &TestApp, role: Role) -> OfficeBrowser {
    let account = app
        .office_account(person(role), &format!("{}@example.dk", role.key()))
        .await;
    app.office_browser(&account).await
}

#[tokio::test]
async fn administrators_and_privacy_officers_read_every_paper() {
    let app = TestApp::start().await;
    for role in [Role::OrgAdmin, Role::PrivacyOfficer] {
        let mut browser = browser(&app, role).await;
        let list: Papers = browser.get("/papers").await.json();
        assert!(list.blocks.is_empty(), "no paper was asked for");
        assert_eq!(list.titles.len(), 7);
        for title in list.titles {
            let paper: Papers = browser.get(&format!("/papers?paper={}", title.key)).await.json();
            let has_heading = paper
                .blocks
                .iter()
                .any(|block| matches!(block, PaperBlock::Heading { level: 2, .. }));
            assert!(has_heading, "{}", title.key);
        }
        let answer = browser.get("/papers?paper=findes-ikke").await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
}

#[tokio::test]
async fn to_others_the_papers_are_not_there() {
    let app = TestApp::start().await;
    let others = Role::ALL.into_iter();
    for role in others.filter(|role| !matches!(role, Role::OrgAdmin | Role::PrivacyOfficer)) {
        let mut browser = browser(&app, role).await;
        for path in ["/papers", "/papers?paper=sikkerhed"] {
            let answer = browser.get(path).await;
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        }
    }
}
