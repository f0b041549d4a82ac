//! From a bare machine to the first conflict that a case officer reads: each stage with its time, over HTTPS.

use super::{choose_file, path};
use crate::recording::note_conflict;
use anyhow::{Context, Result, bail, ensure};
use axum::body::Bytes;
use axum::http::Request;
use base64::Engine as _;
use feltbog_load::Watch;
use feltbog_load::port::keep_address;
use feltbog_server::outbound::Outbound;
use feltbog_tests::chromium::Group;
use feltbog_tests::desk::{Authenticator, DESK, MAIL, init};
use feltbog_tests::office::PASSWORD;
use feltbog_tests::package::{Installed, PROGRAM};
use feltbog_tests::phone::{Phone, WINDOW};
use feltbog_tests::proxy::Proxy;
use feltbog_tests::screen::{Wanted, button, heading, link, radio, textbox};
use feltbog_tests::server::binary;
use feltbog_tests::stage::{Stage, is_long, play};
use feltbog_tests::wait::{PATIENCE, until};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

const DEPARTMENTS: usize = 40;
const PEOPLE: usize = 300;
const DWELLINGS: usize = 6_000;
/// The name under which browsers know the server.
const NAME: &str = "feltbog.localhost";
/// Longer than the import of six thousand dwellings on a busy machine.
const IMPORT: Duration = Duration::from_secs(180);
const FIRST_FETCH: Duration = Duration::from_secs(60);

/// The time of each stage, printed as it ends.
struct Stages {
    watch: Watch,
    last: Duration,
}

impl Stages {
    fn begin() -> Self {
        Self {
            watch: Watch::start(),
            last: Duration::ZERO,
        }
    }

    fn ended(&mut self, stage: &str) {
        let now = self.watch.elapsed();
        println!("{stage}: {:.1} s", (now - self.last).as_secs_f64());
        self.last = now;
    }
}

/// An address of this machine on which nobody listens.
fn free_address() -> Result<SocketAddr> {
    Ok(keep_address(Ipv4Addr::LOCALHOST.into())?)
}

/// Windows-1252, in which these letters have their own number.
fn windows(text: &str) -> Result<Vec<u8>> {
    let letters = text.chars().map(|letter| u8::try_from(u32::from(letter)));
    Ok(letters.collect::<Result<_, _>>()?)
}

/// The lists of a made-up organisation, as a Danish administration exports them: departments, people, dwellings.
fn lists() -> [(&'static str, String, usize); 3] {
    const LAST: [&str; 10] = [
        "Lind",
        "Møller",
        "Nord",
        "Østergaard",
        "Holm",
        "Rask",
        "Sø",
        "Åberg",
        "Dahl",
        "Krogh",
    ];
    const FIRST: [&str; 30] = [
        "Anja", "Bo", "Cilla", "Dan", "Eva", "Finn", "Gry", "Hans", "Ida", "Jens", "Kaj", "Lis", "Mona",
        "Niels", "Ole", "Pia", "Rie", "Sune", "Tina", "Ulla", "Vagn", "Yrsa", "Zita", "Ærø", "Øjvind", "Åse",
        "Bente", "Carl", "Dorte", "Erik",
    ];
    let mut departments = "LBF afd.nr;Afdelingsnavn;Kommunekode;Antal boliger;;\r\n".to_owned();
    let mut people = "Medarbejdernr;Navn;Rolle;Afdelinger;Fra;Til;;\r\n".to_owned();
    let mut dwellings = "Afd.;Vejnavn;Husnr;Etage;Side/Dør;Postnr;By\r\n".to_owned();
    for number in 0..DEPARTMENTS {
        departments += &format!("{};Lærkeparken {number};0461;150;;\r\n", 100 + number);
        for house in 1..=25 {
            for (floor, door) in ["st", "1", "2"]
                .into_iter()
                .flat_map(|floor| [(floor, "tv"), (floor, "th")])
            {
                dwellings += &format!(
                    "{};Lærkeparken {};{house};{floor};{door};5000;Odense C\r\n",
                    100 + number,
                    ["Nord", "Syd", "Øst", "Vest"][number % 4],
                );
            }
        }
    }
    for number in 0..PEOPLE {
        let role = match number % 10 {
            0 => "Sagsbehandler",
            1 => "Driftsleder",
            2 | 3 => "Social vicevært",
            _ => "Ejendomsfunktionær",
        };
        let department = 100 + number / 10 % DEPARTMENTS;
        let name = format!("{} {}", FIRST[number / 10], LAST[number % 10]);
        people += &format!("{};{name};{role};{department};01-02-2026;;;\r\n", 1000 + number);
    }
    [
        ("Afdelinger", departments, DEPARTMENTS),
        ("Personer", people, PEOPLE),
        ("Boliger", dwellings, DWELLINGS),
    ]
}

/// The number of an employee, and the name that goes with it in [`lists`].
fn employee(list: &str, number: usize) -> Result<String> {
    let line = list.lines().find(|line| line.starts_with(&format!("{number};")));
    let name = line.and_then(|line| line.split(';').nth(1));
    Ok(name.context("no such employee")?.to_owned())
}

/// A server that speaks HTTPS under its own name, and the key that browsers trust.
struct Secure {
    address: SocketAddr,
    trusted_key: String,
    _running: Vec<Group>,
}

impl Secure {
    async fn browser(&self, stage: &Stage, name: &str, window: (u32, u32)) -> Result<Arc<Phone>> {
        let network = Proxy::start_secure(self.address, self.trusted_key.clone()).await?;
        stage.phone_on(name, network, window).await
    }
}

/// An authority of the test's own.
fn authority() -> Result<(Issuer<'static, KeyPair>, String)> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let key = KeyPair::generate()?;
    let root = params.self_signed(&key)?.pem();
    Ok((Issuer::new(params, key), root))
}

/// Certificate and key for a name, in two files.
fn issue(issuer: &Issuer<'static, KeyPair>, folder: &Path, name: &str) -> Result<[String; 2]> {
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new([name.to_owned()])?.signed_by(&key, issuer)?;
    let files = ["certificate", "key"].map(|file| folder.join(format!("{name}.{file}.pem")));
    fs::write(&files[0], certificate.pem())?;
    fs::write(&files[1], key.serialize_pem())?;
    Ok(files.map(|file| file.display().to_string()))
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    Ok(CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>()?)
}

/// The hash of the last key of the chain with which a server answers somebody who trusts these roots.
async fn presented_key(address: SocketAddr, roots: &[CertificateDer<'static>]) -> Result<String> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(roots.iter().cloned());
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    let stream = TlsConnector::from(Arc::new(config))
        .connect(ServerName::try_from(NAME)?, stream)
        .await?;
    let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
    let last = chain.last().context("no certificate")?;
    let key = ParsedCertificate::try_from(last)?.subject_public_key_info();
    Ok(base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&key)))
}

/// Starts a program, and waits until its log says something.
async fn started(mut command: Command, log: &Path, says: &str) -> Result<Group> {
    let mut running = Group::start(&mut command, log)?;
    until(says, Duration::from_secs(60), async || {
        let said = fs::read_to_string(log).unwrap_or_default();
        if !running.runs() {
            bail!("it ended: {said}");
        }
        Ok(said.contains(says).then_some(()))
    })
    .await?;
    Ok(running)
}

async fn listening(address: SocketAddr) -> Result<()> {
    until("somebody to listen", PATIENCE, async || {
        Ok(TcpStream::connect(address).await.ok().map(drop))
    })
    .await
}

fn serve(program: &Path, folder: &Path, address: SocketAddr, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .arg("serve")
        .args([
            "--listen",
            &address.to_string(),
            "--public-url",
            &Proxy::secure_origin(),
        ])
        .args(arguments);
    command
}

/// A server with a certificate from files.
async fn with_own_certificate(program: &Path, folder: &Path) -> Result<Secure> {
    let (issuer, root) = authority()?;
    let [certificate, key] = issue(&issuer, folder, NAME)?;
    let address = free_address()?;
    let files = [
        "--tls",
        "files",
        "--tls-certificate",
        &certificate,
        "--tls-key",
        &key,
    ];
    let server = serve(program, folder, address, &files);
    let running = started(server, &folder.join("server.log"), "Feltbog: http").await?;
    Ok(Secure {
        address,
        trusted_key: presented_key(address, &certificates(root.as_bytes())?).await?,
        _running: vec![running],
    })
}

/// A server that has ordered its certificate from Debian's test authority for ACME.
async fn with_certificate_of_pebble(program: &Path, folder: &Path) -> Result<Secure> {
    let (issuer, root) = authority()?;
    let [certificate, key] = issue(&issuer, folder, "localhost")?;
    let root_file = folder.join("root.pem");
    fs::write(&root_file, root)?;
    let [address, directory, management, names, unused] = [
        free_address()?,
        free_address()?,
        free_address()?,
        free_address()?,
        free_address()?,
    ];

    let mut resolver = Command::new("pebble-challtestsrv");
    let served = names.to_string();
    resolver.args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", &served]);
    resolver.args(["-http01", "", "-https01", "", "-tlsalpn01", ""]);
    resolver.args(["-management", &unused.to_string()]);
    let resolver = Group::start(&mut resolver, &folder.join("names.log"))?;
    listening(names).await?;
    let config = json!({ "pebble": {
        "listenAddress": directory, "managementListenAddress": management,
        "certificate": certificate, "privateKey": key,
        "httpPort": 5002, "tlsPort": address.port(), "ocspResponderURL": "",
        "externalAccountBindingRequired": false, "certificateValidityPeriod": 86_400,
    }});
    let file = folder.join("pebble.json");
    fs::write(&file, config.to_string())?;
    let mut pebble = Command::new("pebble");
    pebble.env("PEBBLE_VA_NOSLEEP", "1");
    pebble.args(["-config", &file.display().to_string(), "-dnsserver", &served]);
    let pebble = Group::start(&mut pebble, &folder.join("pebble.log"))?;
    listening(directory).await?;
    listening(management).await?;

    let url = format!("https://localhost:{}/dir", directory.port());
    let trusted = root_file.display().to_string();
    let acme = [
        "--tls",
        "acme",
        "--acme-directory",
        &url,
        "--acme-roots",
        &trusted,
    ];
    let server = serve(program, folder, address, &acme);
    let server = started(server, &folder.join("server.log"), "Feltbog: http").await?;

    let roots = format!("https://localhost:{}/roots/0", management.port());
    let outbound = Outbound::new(&[&roots], Some(&root_file))?;
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = roots.parse()?;
    let roots = certificates(outbound.send(request).await?.body())?;
    let trusted_key = until("a certificate", Duration::from_secs(60), async || {
        Ok(presented_key(address, &roots).await.ok())
    })
    .await?;
    Ok(Secure {
        address,
        trusted_key,
        _running: vec![server, pebble, resolver],
    })
}

/// Makes the administrator's account by the link of `feltbog init`, and signs in.
async fn first_sign_in(desk: &Phone, token: &str) -> Result<()> {
    desk.open(&format!("/kontor/invitation#{token}")).await?;
    desk.fill(textbox("Mailadresse"), MAIL).await?;
    desk.fill(textbox("Ny adgangskode"), PASSWORD).await?;
    let secret = "return document.querySelector('.copy-code').textContent.replaceAll(' ', '')";
    let secret = desk.run(secret, &[]).await?;
    let secret = secret.as_str().context("no secret")?;
    let authenticator = Authenticator::new(&format!(
        "otpauth://totp/Feltbog:x?secret={secret}&issuer=Feltbog"
    ));
    desk.fill(
        textbox("De seks cifre, appen viser"),
        &authenticator.code().await?,
    )
    .await?;
    desk.tap(button("Opret min adgang")).await?;
    desk.tap(link("Jeg har gemt dem. Log ind")).await?;
    desk.fill(textbox("Mailadresse"), MAIL).await?;
    desk.fill(textbox("Adgangskode"), PASSWORD).await?;
    desk.tap(button("Log ind")).await?;
    desk.fill(textbox("Engangskode"), &authenticator.code().await?)
        .await?;
    desk.tap(button("Log ind")).await?;
    desk.find(&heading("Organisationer")).await.map(drop)
}

/// Imports a list on the page of the import.
async fn import(desk: &Phone, kind: &str, file: &Path, rows: usize) -> Result<()> {
    desk.turn_to(&path("/import")).await?;
    desk.tap(radio(kind)).await?;
    choose_file(desk, file).await?;
    let says =
        async |text: &str| until(text, IMPORT, async || Ok(desk.sees(text).await?.then_some(()))).await;
    says("Listen er klar.").await?;
    ensure!(desk.sees(&rows.to_string()).await?, "{}", desk.text().await?);
    desk.tap(button("Gennemfør")).await?;
    says("Listen er hentet ind.").await
}

/// A code for a person's phone, made on the person's page. Answers the path of its link.
async fn code_for(desk: &Phone, number: usize, name: &str) -> Result<String> {
    desk.turn_to(&path(&format!("/personer?s={number}"))).await?;
    desk.tap(link(name)).await?;
    desk.tap(button("Lav kode til en telefon")).await?;
    desk.see("Koden virker én gang").await?;
    let code = desk
        .run(
            "return document.querySelector('.code-card .code-text').textContent",
            &[],
        )
        .await?;
    Ok(code.as_str().context("no code")?.to_owned())
}

/// Enrols a phone by the code on the person's card, typed as it stands there.
async fn enrol(phone: &Phone, code: &str) -> Result<()> {
    phone.open("/").await?;
    phone.fill(textbox("Skriv din kode for at åbne"), code).await?;
    phone.tap(button("Åbn")).await?;
    phone.tap(button("Kom i gang")).await?;
    phone.tap(link("Hjem")).await?;
    until("the first fetch", FIRST_FETCH, async || {
        Ok((!phone.text().await?.contains("Henter")).then_some(()))
    })
    .await
}

/// From `feltbog init` on. The gate takes the program that was built for the tests and a certificate from files. The night
/// takes off whatever package is there, installs the one that it has built, has pebble issue the certificate, and takes
/// the package off again.
#[test]
fn an_organisation_goes_from_nothing_to_a_conflict_that_is_read() {
    play("office_stages", async |stage| {
        let mut stages = Stages::begin();
        let folder = stage.folder("server");
        fs::create_dir_all(&folder)?;
        let installed = is_long().then(Installed::new).transpose()?;
        let program = match &installed {
            Some(_) => {
                stages.ended("the package is installed");
                PROGRAM.into()
            }
            None => binary()?,
        };
        let origin = Proxy::secure_origin();
        let token = init(&program, &folder, &["--public-url", &origin]).await?;
        stages.ended("feltbog init");
        let server = match is_long() {
            true => with_certificate_of_pebble(&program, &folder).await?,
            false => with_own_certificate(&program, &folder).await?,
        };
        stages.ended("the server answers by HTTPS");
        let desk = server.browser(stage, "kontor", DESK).await?;
        first_sign_in(&desk, &token).await?;
        stages.ended("the administrator has an account");
        let lists = lists();
        for (kind, list, rows) in &lists {
            let file = folder.join(format!("{kind}.csv"));
            fs::write(&file, windows(list)?)?;
            import(&desk, kind, &file, *rows).await?;
            stages.ended(&format!("{rows} {kind}"));
        }
        // The first department's case officer and one of its caretakers.
        let [_, (_, people, _), _] = &lists;
        let (officer, caretaker) = (employee(people, 1000)?, employee(people, 1004)?);
        let for_caretaker = code_for(&desk, 1004, &caretaker).await?;
        let for_officer = code_for(&desk, 1000, &officer).await?;
        stages.ended("two codes for phones");
        let first = server.browser(stage, "ejendomsfunktionær", WINDOW).await?;
        enrol(&first, &for_caretaker).await?;
        let is_secure = first.run("return isSecureContext && location.protocol === 'https:'", &[]);
        ensure!(is_secure.await? == true);
        stages.ended("a phone is enrolled");
        let second = server.browser(stage, "sagsbehandler", WINDOW).await?;
        enrol(&second, &for_officer).await?;
        stages.ended("a second phone is enrolled");
        note_conflict(&first, "Støj", "Middel", "Opgang 4", "Der bankes om natten.").await?;
        stages.ended("a conflict is noted");
        second.tap(link("Opgang 4").loosely()).await?;
        second.find(&button("Tilbage")).await?;
        until("the words of the conflict", PATIENCE, async || {
            let fields = second.screen().await?;
            let read = fields
                .all(&Wanted::any("textbox"))
                .iter()
                .any(|part| part.value.contains("Der bankes"));
            Ok((read || second.sees("Der bankes om natten.").await?).then_some(()))
        })
        .await?;
        stages.ended("the case officer has read it");
        drop(server);
        if let Some(installed) = installed {
            installed.remove()?;
            stages.ended("the package is taken off");
        }
        Ok(())
    });
}
