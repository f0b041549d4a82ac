//! The first command on an empty machine.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::program;

/// Runs a command in a folder. Its exit code and everything it said.
async fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = tokio::process::Command::new(program("feltbog"));
    let output = command
        .current_dir(folder)
        .args(arguments)
        .output()
        .await
        .unwrap();
    let text = [&output.stdout[..], &output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[tokio::test]
async fn init_says_what_it_does_and_does_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let settings = folder.join("init.toml");
    let text = "organisation = \"Prøvebo\"\nkey = \"proevebo\"\npublic_url = \"https://feltbog.example\"\n\
                [administrator]\nname = \"Anne Prøve\"\n[[department]]\nnumber = \"12\"\nname = \"Engen\"\n";
    std::fs::write(&settings, text).unwrap();
    let files = || std::fs::read_dir(folder).unwrap().count();
    let init = ["init", "--file", "init.toml"];

    let (code, said) = run(folder, &[&init[..], &["--dry-run"]].concat()).await;
    assert_eq!((code, files()), (0, 1), "{said}");
    assert!(
        said.contains("make department 12 Engen") && !said.contains("Link:"),
        "{said}"
    );

    let (code, said) = run(folder, &["enrol", "--user", "Anne Prøve"]).await;
    assert_eq!(code, 1);
    assert!(said.contains("feltbog init"), "{said}");

    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Link: https://feltbog.example/enrol#"), "{said}");
    assert!(
        said.contains("within 72 hours: https://feltbog.example/kontor/invitation#"),
        "{said}"
    );
    let secret = std::fs::metadata(folder.join("feltbog.db.secret")).unwrap();
    assert_eq!(secret.permissions().mode() & 0o777, 0o600);

    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("nothing was changed") && !said.contains("Link:"),
        "{said}"
    );

    let (code, said) = run(folder, &[&init[..], &["--key", "andet"]].concat()).await;
    assert_eq!(code, 1);
    assert!(said.contains("Nothing was changed"), "{said}");

    let list = "Medarbejdernr;Navn;Rolle;Afdelinger;Fra\n1;Bo Prøve;caretaker;12;01-02-2026\n2;Gry;konge;12;01-02-2026\n";
    std::fs::write(folder.join("folk.csv"), list).unwrap();
    let import = ["import", "--people", "folk.csv"];
    let (code, said) = run(folder, &import).await;
    assert_eq!(code, 1);
    assert!(said.contains("folk.csv, line 3, column Rolle"), "{said}");
    std::fs::write(folder.join("folk.csv"), list.replace("konge", "driftsleder")).unwrap();
    for (dry, end) in [
        (true, "dry run."),
        (false, "4 changes were made."),
        (false, "Nothing to change."),
    ] {
        let extra: &[&str] = if dry { &["--dry-run"] } else { &[] };
        let database = || std::fs::read(folder.join("feltbog.db")).unwrap();
        let before = database();
        let (code, said) = run(folder, &[&import[..], extra].concat()).await;
        assert_eq!(code, 0, "{said}");
        assert!(!dry || database() == before, "a dry run touches nothing");
        assert!(said.contains(end), "{said}");
    }
    let (code, said) = run(folder, &["enrol", "--user", "Bo Prøve"]).await;
    assert_eq!(code, 0, "{said}");
    let (code, said) = run(folder, &["invite", "--user", "1"]).await;
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("Office: http://localhost:8080/kontor/invitation#"),
        "{said}"
    );
    for (reason, expected) in [(" ", 1), ("Anne er syg", 0)] {
        let (code, said) = run(folder, &["break-glass", "--user", "1", "--reason", reason]).await;
        assert_eq!(code, expected, "{said}");
        assert_eq!(said.contains("/kontor/break-glass#"), code == 0, "{said}");
    }
    std::fs::write(folder.join("providers.toml"), "[[provider]]\nkey = \"x\"\n").unwrap();
    let serve = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--providers",
        "providers.toml",
    ];
    let (code, said) = run(folder, &serve).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("providers.toml"), "{said}");
    let (code, said) = run(folder, &["verify"]).await;
    assert_eq!(code, 0, "{said}");
}

/// Of several people of one name none is taken: the command lists them with their roles, and an id or a number names one.
#[tokio::test]
async fn one_of_several_namesakes_is_named_by_id_or_number() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let init = [
        "init",
        "--organisation",
        "Prøvebo",
        "--key",
        "proevebo",
        "--department",
        "12:Engen",
        "--administrator",
        "Anne Prøve",
        "--public-url",
        "https://feltbog.example",
    ];
    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 0, "{said}");
    let list = "Medarbejdernr;Navn;Rolle;Afdelinger;Fra\n1;Bo Prøve;caretaker;12;01-02-2026\n2;Bo Prøve;driftsleder;12;01-02-2026\n";
    std::fs::write(folder.join("folk.csv"), list).unwrap();
    let (code, said) = run(folder, &["import", "--people", "folk.csv"]).await;
    assert_eq!(code, 0, "{said}");
    for command in ["enrol", "invite"] {
        let (code, said) = run(folder, &[command, "--user", "Bo Prøve"]).await;
        assert_eq!(code, 1, "{said}");
        assert!(
            said.contains("2 people are called Bo Prøve") && !said.contains('#'),
            "{said}"
        );
        for role in ["caretaker (Engen)", "operations_manager (Engen)"] {
            let line = said.lines().find(|line| line.ends_with(role));
            let id = line.and_then(|line| line.split('\t').next());
            let id = id.unwrap_or_else(|| panic!("no {role} in {said}"));
            let (code, said) = run(folder, &[command, "--user", id.trim()]).await;
            assert!(code == 0 && said.contains('#'), "{said}");
        }
        let (code, said) = run(folder, &[command, "--user", "2"]).await;
        assert!(code == 0 && said.contains('#'), "{said}");
    }
}

#[tokio::test]
async fn an_import_that_is_killed_on_the_way_leaves_nothing() {
    use tokio::io::{AsyncBufReadExt as _, BufReader};

    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let init = [
        "init",
        "--organisation",
        "Prøvebo",
        "--key",
        "proevebo",
        "--department",
        "12:Engen",
        "--administrator",
        "Anne Prøve",
        "--public-url",
        "https://feltbog.example",
    ];
    let (code, said) = run(folder, &init).await;
    assert_eq!(code, 0, "{said}");
    let mut list = "Medarbejdernr;Navn;Rolle;Afdelinger;Fra".to_owned();
    for number in 1..=30_000 {
        list += &format!("\n{number};Bo Prøve;caretaker;12;01-02-2026");
    }
    std::fs::write(folder.join("folk.csv"), list).unwrap();
    let import = ["import", "--people", "folk.csv", "--language", "da"];
    let mut child = tokio::process::Command::new(program("feltbog"))
        .current_dir(folder)
        .args(import)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // The plan has been told, and its transaction begins.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.starts_with("Nye: 60000.") {
            break;
        }
    }
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    child.start_kill().unwrap();
    assert!(
        child.wait().await.unwrap().code().is_none(),
        "it was done too soon"
    );
    let (code, said) = run(folder, &[&import[..], &["--dry-run"]].concat()).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Nye: 60000. Ændres: 0. Uændrede: 0."), "{said}");
}
