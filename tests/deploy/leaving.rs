//! `feltbog export`: what an organisation takes along that leaves, by the program itself.

use crate::run;

const VALUES: &str = "organisation = \"Prøvebo\"\nkey = \"proevebo\"\npublic_url = \"https://feltbog.example\"\n\
                      [administrator]\nname = \"Anne Prøve\"\n[[department]]\nnumber = \"12\"\nname = \"Engen\"\n";

#[tokio::test]
async fn an_organisation_leaves_with_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("init.toml"), VALUES).unwrap();
    let database = format!("sqlite://{}", folder.join("data/feltbog.db").display());
    let export = ["export", "--config", "feltbog.toml", "--to", "leaving"];
    let init = ["init", "--config", "feltbog.toml", "--file", "init.toml"];
    let init = [&init[..], &["--database-url", &database]].concat();

    let empty = ["export", "--database-url", "sqlite://empty.db", "--to", "leaving"];
    let (code, said) = run(folder, &empty).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("no organisation yet") && !folder.join("leaving").exists());

    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 0, "{said}");
    let (code, said) = run(folder, &export).await;
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("1 organisations, 1 departments,") && said.contains(" 19 records,"),
        "{said}"
    );
    let manifest = std::fs::read(folder.join("leaving/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["format"], serde_json::json!("feltbog-export-1"));

    let (code, said) = run(folder, &export).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("leaving is not empty"), "{said}");
}
