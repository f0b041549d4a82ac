//! A server with two people, which also serves the engine and the page that loads it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::extract;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::services::enrolment;
use feltbog_server::store::{Foundation, NewDepartment};
use feltbog_server::{App, Config};
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Role};
use std::net::SocketAddr;
use tokio::net::TcpListener;

pub(super) const HERE: DepartmentId = DepartmentId::from_bytes([0xd1; 16]);
pub(super) const ANNA: UserId = UserId::from_bytes([0xa1; 16]);
pub(super) const BO: UserId = UserId::from_bytes([0xb1; 16]);

/// A server that runs as long as the test's runtime.
pub(super) struct Site {
    pub(super) address: SocketAddr,
    app: App,
}

impl Site {
    pub(super) async fn start(folder: &Path) -> Result<Self> {
        let built = built()?;
        std::fs::create_dir_all(folder)?;
        let config = Config::new(folder.join("feltbog.db"), "http://localhost");
        let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
        app.store.found(&organisation()).await?;
        let asset = move |extract::Path(name): extract::Path<String>| {
            let built = built.clone();
            async move { asset(&built, &name) }
        };
        let router = feltbog_server::router(app.clone())
            .route("/engine/", get(async || Html(include_str!("page.html"))))
            .route("/engine/keep.js", get(keep))
            .route("/engine/{name}", get(asset));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(Self { address, app })
    }

    /// A code for a person's phone.
    pub(super) async fn code(&self, person: UserId) -> Result<String> {
        Ok(enrolment::invite(&self.app, person, 600_000).await?.link)
    }

    /// Number of changes in the log of a department.
    pub(super) async fn changes(&self, department: DepartmentId) -> Result<u64> {
        let position = self.app.store.position(department, 0).await?;
        Ok(position.context("no such department")?.head)
    }
}

fn organisation() -> Foundation {
    let department = NewDepartment {
        id: HERE,
        name: "Her".into(),
        municipality: "Strandby".into(),
        dwellings: 120,
        modules: Modules::all(),
    };
    let grant = |person| {
        let grant = Grant {
            role: Role::Caretaker,
            department: HERE,
            from: Moment::from_millis(0),
            until: None,
        };
        (person, grant)
    };
    Foundation {
        organisation: "Prøvebo".into(),
        departments: vec![department],
        people: vec![(ANNA, "Anna".into()), (BO, "Bo".into())],
        grants: vec![grant(ANNA), grant(BO)],
        ..Foundation::default()
    }
}

/// The folder in which the build tool puts the engine with its checks: `target/client-conformance`.
fn built() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    // target/debug/deps/browser-0123456789abcdef
    let target = test.ancestors().nth(3).context("the test stands nowhere")?;
    let built = target.join("client-conformance");
    ensure!(
        built.join("engine-boot.js").is_file(),
        "there is no engine in {}: run `cargo xtask test`",
        built.display()
    );
    Ok(built)
}

async fn keep() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/javascript")],
        include_str!("keep.js"),
    )
}

fn asset(built: &Path, name: &str) -> impl IntoResponse + use<> {
    let media_type = match name.rsplit('.').next() {
        Some("wasm") => "application/wasm",
        _ => "text/javascript",
    };
    match std::fs::read(built.join(name)) {
        Ok(bytes) => ([(header::CONTENT_TYPE, media_type)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
