//! The configuration file, and `feltbog init` that writes it.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use crate::run;

const VALUES: &str = "organisation = \"Prøvebo\"\nkey = \"proevebo\"\npublic_url = \"https://feltbog.example\"\n\
                      [administrator]\nname = \"Anne Prøve\"\n[[department]]\nnumber = \"12\"\nname = \"Engen\"\n";

/// Paths, permissions and owners of everything in a folder, with times of change.
fn listing(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = std::fs::metadata(&path).unwrap();
        found.push(format!(
            "{} {:o} {}",
            path.display(),
            file.mode() & 0o777,
            file.uid()
        ));
        if file.is_dir() {
            found.extend(listing(&path));
        }
    }
    found.sort_unstable();
    found
}

#[tokio::test]
async fn init_writes_the_configuration_once_and_finishes_what_was_cut_short() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("init.toml"), VALUES).unwrap();
    let database = format!("sqlite://{}", folder.join("data/feltbog.db").display());
    let init = [
        "init",
        "--config",
        "feltbog.toml",
        "--file",
        "init.toml",
        "--database-url",
        &database,
    ];
    let before = listing(folder);
    let (code, said) = run(folder, &[&init[..], &["--dry-run"]].concat()).await;
    assert_eq!((code, listing(folder)), (0, before), "{said}");
    assert!(
        said.contains("write feltbog.toml (0640)") && !said.contains("Link:"),
        "{said}"
    );

    // Cut short after its first step: the database cannot be made, because its folder is a file.
    std::fs::write(folder.join("data"), "").unwrap();
    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 1, "{said}");
    std::fs::remove_file(folder.join("data")).unwrap();
    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Link: https://feltbog.example/enrol#"), "{said}");
    let mode = |name: &str| std::fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("feltbog.toml"), 0o640);
    assert_eq!(mode("data"), 0o700);
    assert_eq!(mode("data/feltbog.db.secret"), 0o600);
    assert_eq!(mode("data/feltbog.db"), 0o600);

    let (file, before) = (
        std::fs::read(folder.join("feltbog.toml")).unwrap(),
        listing(folder),
    );
    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("nothing was changed") && !said.contains("Link:"),
        "{said}"
    );
    assert_eq!(std::fs::read(folder.join("feltbog.toml")).unwrap(), file);
    assert_eq!(listing(folder), before);

    // Another value than the file's is told, and nothing is changed.
    let (code, said) = run(
        folder,
        &[&init[..], &["--public-url", "https://andet.example"]].concat(),
    )
    .await;
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("another value for public_url"), "{said}");

    // The other commands read the file.
    let (code, said) = run(
        folder,
        &["enrol", "--config", "feltbog.toml", "--user", "Anne Prøve"],
    )
    .await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Link: https://feltbog.example/enrol#"), "{said}");
    let (code, said) = run(folder, &["verify", "--config", "feltbog.toml"]).await;
    assert_eq!(code, 0, "{said}");
    assert!(folder.join("data/last-verification").is_file());
}

/// Root begins a server for a user of its own. Without root there is nobody to give files to.
#[tokio::test]
async fn what_root_makes_belongs_to_the_owner_of_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let owner = match rustix::process::geteuid().is_root() {
        true => 12_345,
        false => rustix::process::geteuid().as_raw(),
    };
    std::fs::create_dir(folder.join("data")).unwrap();
    std::os::unix::fs::chown(folder.join("data"), Some(owner), None).unwrap();
    std::fs::write(folder.join("init.toml"), VALUES).unwrap();
    let database = format!("sqlite://{}", folder.join("data/feltbog.db").display());
    let init = [
        "init",
        "--config",
        "feltbog.toml",
        "--file",
        "init.toml",
        "--database-url",
        &database,
    ];
    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 0, "{said}");
    for entry in std::fs::read_dir(folder.join("data")).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().uid(), owner, "{:?}", entry.path());
    }
}

#[tokio::test]
async fn a_wrong_file_is_told_with_its_line_and_a_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(
        folder.join("feltbog.toml"),
        "listen = \"127.0.0.1:0\"\npublik_url = \"x\"\n",
    )
    .unwrap();
    for command in [&["serve"][..], &["verify"], &["doctor"]] {
        let (code, said) = run(folder, &[command, &["--config", "feltbog.toml"]].concat()).await;
        assert_eq!(code, 3, "{said}");
        assert!(
            said.contains("feltbog.toml, line 2: unknown field `publik_url`"),
            "{said}"
        );
        assert!(said.contains("`public_url`"), "{said}");
    }
    let (code, said) = run(folder, &["serve", "--config", "nowhere.toml"]).await;
    assert_eq!(code, 3, "{said}");
    let (code, _) = run(folder, &["serve", "--listen", "nowhere"]).await;
    assert_eq!(code, 2);
}

#[tokio::test]
async fn flags_win_over_the_file_and_codes_tell_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let text = "database_url = \"sqlite://one.db\"\nsecret_file = \"one.secret\"\n";
    std::fs::write(folder.join("feltbog.toml"), text).unwrap();
    let migrate = ["migrate", "--config", "feltbog.toml"];
    let (code, said) = run(folder, &migrate).await;
    assert_eq!(code, 0, "{said}");
    assert!(folder.join("one.db").is_file() && folder.join("one.secret").is_file());
    let (code, said) = run(
        folder,
        &[&migrate[..], &["--database-url", "sqlite://two.db"]].concat(),
    )
    .await;
    assert_eq!(code, 0, "{said}");
    assert!(folder.join("two.db").is_file());
    // Another secret than the database's.
    let (code, said) = run(
        folder,
        &[&migrate[..], &["--secret-file", "other.secret"]].concat(),
    )
    .await;
    assert_eq!(code, 5, "{said}");
    // A database that is not there just now.
    let away = "postgres://feltbog@127.0.0.1:1/feltbog";
    let (code, said) = run(
        folder,
        &[
            &migrate[..],
            &["--database-url", away, "--erasure-ledger", "erased"],
        ]
        .concat(),
    )
    .await;
    assert_eq!(code, 75, "{said}");
}

#[tokio::test]
async fn a_folder_keeps_as_many_backups_as_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (code, recipient) = run(folder, &["keys", "--to", "identity.txt"]).await;
    assert_eq!(code, 0, "{recipient}");
    let recipient = recipient.lines().find(|line| line.starts_with("age1")).unwrap();
    let text = format!(
        "database_url = \"sqlite://feltbog.db\"\n[backup]\nrecipient = \"{recipient}\"\nfolder = \"copies\"\nkeep = 2\n"
    );
    std::fs::write(folder.join("feltbog.toml"), text).unwrap();
    assert_eq!(run(folder, &["migrate", "--config", "feltbog.toml"]).await.0, 0);
    for _ in 0..3 {
        let (code, said) = run(folder, &["backup", "--config", "feltbog.toml"]).await;
        assert_eq!(code, 0, "{said}");
    }
    assert_eq!(std::fs::read_dir(folder.join("copies")).unwrap().count(), 2);
    assert!(folder.join("last-backup").is_file());
    let (code, _) = run(
        folder,
        &[
            "secret-copy",
            "--config",
            "feltbog.toml",
            "--file",
            "identity.txt",
        ],
    )
    .await;
    assert_eq!(code, 1);
    std::fs::copy(folder.join("feltbog.db.secret"), folder.join("copy")).unwrap();
    let (code, said) = run(
        folder,
        &["secret-copy", "--config", "feltbog.toml", "--file", "copy"],
    )
    .await;
    assert_eq!(code, 0, "{said}");
    assert!(folder.join("last-secret-copy").is_file());
}
