//! The first command on an empty machine.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

use feltbog_tests::wait::PATIENCE;
use memchr::memmem;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::ChildStdout;

use crate::program;

/// The questions of `feltbog init` where nothing was stated, in their order, with answers.
const QUESTIONS: [(&str, &str); 8] = [
    ("The organisation: ", "Prøvebo"),
    ("The key: ", "proevebo"),
    ("The administrator: ", "  Anne Prøve "),
    (
        "The address that people use (https://…): ",
        "https://feltbog.example",
    ),
    (
        "The mail server, or nothing to send no mail: ",
        "smtp.proevebo.example",
    ),
    (
        "The sender of mails (feltbog@example.dk): ",
        "feltbog@proevebo.example",
    ),
    (
        "The name to sign in to the mail server with, or nothing: ",
        "afsender",
    ),
    ("The file with its password: ", "mail.password"),
];

/// Runs a command in a folder. Its exit code and everything it said.
async fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = tokio::process::Command::new(program("feltbog"));
    let output = command
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let text = [&output.stdout[..], &output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// Reads on until a terminal shows a question after what it has shown before.
async fn shows(terminal: &mut ChildStdout, shown: &mut Vec<u8>, question: &str) {
    let from = shown.len();
    let reading = async {
        while memmem::find(&shown[from..], question.as_bytes()).is_none() {
            let count = terminal.read_buf(shown).await.unwrap();
            assert!(count > 0, "{question} in {}", String::from_utf8_lossy(shown));
        }
    };
    let read = tokio::time::timeout(PATIENCE, reading).await;
    read.unwrap_or_else(|_| panic!("nobody asked: {question}"));
}

/// Runs `feltbog init` at a terminal, which `script` of util-linux makes, and answers each question when it comes. The
/// terminal then ends, so that one question more gets no answer. The exit code and everything that was shown.
async fn at_terminal(folder: &Path, arguments: &str, answers: &[(&str, &str)]) -> (i32, String) {
    let init = format!("{} init {arguments}", program("feltbog").display());
    let mut child = tokio::process::Command::new("script")
        .current_dir(folder)
        .args(["--quiet", "--return", "--command", &init, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    let mut terminal = child.stdout.take().unwrap();
    let mut shown = Vec::new();
    for (question, answer) in answers {
        shows(&mut terminal, &mut shown, question).await;
        keyboard
            .write_all(format!("{answer}\n").as_bytes())
            .await
            .unwrap();
    }
    drop(keyboard);
    let reading = terminal.read_to_end(&mut shown);
    let read = tokio::time::timeout(PATIENCE, reading).await;
    read.expect("it waits for more").unwrap();
    let code = child.wait().await.unwrap().code().unwrap();
    (code, String::from_utf8_lossy(&shown).into_owned())
}

#[tokio::test]
async fn init_asks_at_a_terminal_for_what_was_not_stated() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("mail.password"), "hemmelig").unwrap();
    let asked = "--config feltbog.toml --department 12:Engen";
    let (code, said) = at_terminal(folder, asked, &QUESTIONS).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Prøvebo has begun"), "{said}");
    let written = std::fs::read_to_string(folder.join("feltbog.toml")).unwrap();
    for (_, answer) in &QUESTIONS[3..] {
        assert!(written.contains(answer), "{answer}: {written}");
    }

    // What is stated is not asked for; nor is a mail server where the file stands. The answers were kept as they were
    // meant, without the blanks around them.
    let stated = format!("{asked} --organisation Prøvebo --key proevebo --administrator 'Anne Prøve'");
    let (code, said) = at_terminal(folder, &stated, &[]).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("nothing was changed"), "{said}");
    for (question, _) in QUESTIONS {
        assert!(!said.contains(question), "{said}");
    }
}

#[tokio::test]
async fn a_question_without_an_answer_ends_init_with_what_to_state() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let asked = "--config feltbog.toml --department 12:Engen";
    let answers = [QUESTIONS[0], ("The key: ", "  ")];
    let (code, said) = at_terminal(folder, asked, &answers).await;
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("name the key (--key, or key in the file)"),
        "{said}"
    );
    // Without a terminal nobody is asked.
    let arguments = ["init", "--config", "feltbog.toml", "--department", "12:Engen"];
    let (code, said) = run(folder, &arguments).await;
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("name the organisation (--organisation, or organisation in the file)")
            && !said.contains(QUESTIONS[0].0),
        "{said}"
    );
    // Nor is a mail server needed: an empty answer is one.
    let answers = [
        QUESTIONS[3],
        ("The mail server, or nothing to send no mail: ", ""),
    ];
    let stated = "--dry-run --organisation Prøvebo --key proevebo --administrator Anne";
    let (code, said) = at_terminal(folder, &format!("{asked} {stated}"), &answers).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("- send no mail"), "{said}");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "nothing was made");
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
