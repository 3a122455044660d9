//! The `umbral` program as people and machines start it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use server::Service;
use server::clock::Clock;
use wire::session::{Role, Scope};

use crate::database;
use crate::programme::{picture, site_policy};

fn umbral(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_umbral"));
    command.args(arguments).arg("--data").arg(data).env_remove("UMBRAL_MASTER_KEY");
    match database::of(data) {
        Some(url) => command.env("UMBRAL_DATABASE", url),
        None => command.env_remove("UMBRAL_DATABASE"),
    };
    command
}

fn done(mut command: Command) -> (bool, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A server that has said it is ready, and what it said before.
struct Running {
    process: Child,
    address: String,
}

impl Running {
    fn start(data: &Path) -> Self {
        let mut process = umbral(&["serve", "--port", "0"], data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = lines.map(Result::unwrap).find(|line| line.starts_with("ready ")).unwrap();
        Self { process, address: ready["ready http://".len()..].to_owned() }
    }

    fn request(&self, request: &str) -> TcpStream {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(socket, "{request}").unwrap();
        socket
    }

    fn answer(&self, request: &str) -> String {
        let mut answer = String::new();
        self.request(request).read_to_string(&mut answer).unwrap();
        answer
    }

    /// SIGTERM; how long it took to end, and whether well.
    fn terminate(mut self) -> (Duration, bool) {
        let started = Instant::now();
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let status = self.process.wait().unwrap();
        (started.elapsed(), status.success())
    }
}

async fn small_programme(folder: &Path) {
    let service = Service::open(database::config(folder).await, Clock::System).await.unwrap();
    let site = service.add_site("Northgate", site_policy(), "test").await.unwrap();
    service.add_account("Officer 14", (Role::Officer, Scope::Site), site.id, "test").await.unwrap();
    service.close().await;
}

#[tokio::test]
async fn the_server_says_ready_takes_a_link_and_stops_with_a_stream_open() {
    let folder = tempfile::tempdir().unwrap();
    small_programme(folder.path()).await;
    let server = Running::start(folder.path());
    let address = format!("http://{}", server.address);

    let (good, link, _) =
        done(umbral(&["link", "--account", "Officer 14", "--address", &address], folder.path()));
    assert!(good, "while the server runs");
    let token = link.trim().strip_prefix(&format!("{address}/enter#")).unwrap().to_owned();
    let body = format!("{{\"token\":\"{token}\"}}");
    let answer = server.answer(&format!(
        "POST /api/session HTTP/1.1\r\nHost: {0}\r\nOrigin: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {1}\r\n\r\n{body}",
        server.address,
        body.len()
    ));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    let cookie = cookie.split(';').next().unwrap();

    let mut stream = server.request(&format!(
        "GET /api/events HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n",
        server.address
    ));
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    let (took, good) = server.terminate();
    assert!(good && took < Duration::from_secs(5), "it took {took:?}");
}

#[tokio::test]
async fn a_link_for_nobody_names_who_there_is() {
    let folder = tempfile::tempdir().unwrap();
    small_programme(folder.path()).await;
    let arguments = ["link", "--account", "Officer 99", "--address", "http://127.0.0.1:1"];
    let (good, _, words) = done(umbral(&arguments, folder.path()));
    assert!(!good && words.contains("Officer 14"), "{words}");
}

#[tokio::test]
async fn a_mistyped_folder_does_not_become_a_programme() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("dta");
    let (good, _, words) = done(umbral(&["audit", "verify"], &missing));
    assert!(!good && words.contains(&missing.display().to_string()), "{words}");
    assert!(!missing.exists());
}

#[tokio::test]
async fn a_print_enrolled_from_a_file_is_listed_under_a_pseudonym() {
    let folder = tempfile::tempdir().unwrap();
    small_programme(folder.path()).await;
    let finger = synthetic::Person { seed: 1 }.finger(fingerprint::FingerPosition::RightIndex);
    let mut grey =
        synthetic::impression(&synthetic::Master::grow(finger), &synthetic::Conditions::perfect(7));
    let file = folder.path().join("maria.png");
    let enrol = || {
        let mut command = umbral(&["enrol", "--list", "From files", "--category", "Wanted"], folder.path());
        command.args(["--source", "Court", "--criterion", "Warrant", "--expires-days", "30"]).arg(&file);
        command
    };

    grey.ppi = None;
    std::fs::write(&file, raster::encode_png(&grey).unwrap()).unwrap();
    let (good, _, words) = done(enrol());
    assert!(!good && words.contains("--ppi") && words.contains("Nobody was enrolled"), "{words}");
    let mut with_ppi = enrol();
    with_ppi.args(["--ppi", "500"]);
    let (good, ids, words) = done(with_ppi);
    assert!(good, "{words}");
    assert!(ids.trim().parse::<wire::EntryId>().is_ok(), "{ids}");

    std::fs::write(&file, picture(1)).unwrap();
    let (good, _, words) = done(enrol());
    assert!(!good && words.contains("too small"), "{words}");

    let (good, words, _) = done(umbral(&["audit", "verify"], folder.path()));
    assert!(good && words.starts_with("the chain holds"), "{words}");
}

#[test]
fn two_prints_are_explained_on_one_page_and_a_file_that_is_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let print = folder.path().join("print.png");
    let finger = synthetic::Master::grow(synthetic::FingerSeed(1));
    let mut image = synthetic::impression(&finger, &synthetic::Conditions::perfect(1));
    image.ppi = Some(raster::Ppi::P500);
    std::fs::write(&print, raster::encode_png(&image).unwrap()).unwrap();
    let explain = |files: &[&Path]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_umbral"));
        command.arg("explain").args(files).arg("--out").arg(folder.path().join("report"));
        done(command)
    };
    let (good, said, _) = explain(&[&print, &print]);
    let page = std::fs::read_to_string(folder.path().join("report/index.html")).unwrap();
    assert!(good && said.contains("index.html") && page.contains("pairs.svg"));
    assert!(said.contains("500 ppi, as the file says") && page.contains("as the file says"), "{said}");

    image.ppi = None;
    std::fs::write(&print, raster::encode_png(&image).unwrap()).unwrap();
    let (good, said, complaint) = explain(&[&print, &print]);
    assert!(good && said.contains("500 ppi: neither the file nor --ppi"), "{said}{complaint}");

    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "no image").unwrap();
    let (good, _, complaint) = explain(&[&text]);
    assert!(!good && complaint.contains("notes.txt"), "{complaint}");
}

#[tokio::test]
async fn nothing_leaves_this_machine_without_tls() {
    let folder = tempfile::tempdir().unwrap();
    small_programme(folder.path()).await;
    for arguments in [
        &["serve", "--port", "0", "--bind", "0.0.0.0"][..],
        &["serve", "--port", "0", "--bind", "0.0.0.0", "--public-origin", "http://umbral.example"],
        &["serve", "--port", "0", "--self-signed"],
    ] {
        let (good, _, words) = done(umbral(arguments, folder.path()));
        assert!(!good && words.contains("https://"), "{arguments:?}: {words}");
    }
}

#[tokio::test]
async fn with_a_certificate_of_its_own_the_server_answers_over_tls_alone() {
    let folder = tempfile::tempdir().unwrap();
    small_programme(folder.path()).await;
    let arguments = ["serve", "--port", "0", "--self-signed", "--public-origin", "https://umbral.site"];
    let mut process =
        umbral(&arguments, folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = lines
        .scan(false, |ready, line| {
            let more = !*ready;
            *ready = line.starts_with("ready ");
            more.then_some(line)
        })
        .take_while(|line| !line.is_empty())
        .take(2)
        .collect();
    assert!(said[0].starts_with("certificate SHA-256 "), "{said:?}");
    let address = said[1].strip_prefix("ready https://").unwrap().to_owned();

    let mut roots = rustls::RootCertStore::empty();
    let certificate = std::fs::read(folder.path().join("tls.crt")).unwrap();
    let certificate =
        <rustls::pki_types::CertificateDer as rustls::pki_types::pem::PemObject>::from_pem_slice(
            &certificate,
        )
        .unwrap();
    roots.add(certificate).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "umbral.site".try_into().unwrap();
    let mut connection = rustls::ClientConnection::new(std::sync::Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(&address).unwrap();
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: umbral.site\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security"), "{answer}");

    let mut plain = TcpStream::connect(&address).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: umbral.site\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "over plain HTTP nobody is served");
    process.kill().unwrap();
    process.wait().unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_crash_leaves_no_memory_behind() {
    let folder = tempfile::tempdir().unwrap();
    small_programme(folder.path()).await;
    let server = Running::start(folder.path());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.process.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"], "{core}");
    // What may not be dumped belongs to root, whoever runs it: no other program of the same user looks into it.
    let owner = |path: &Path| std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(path).unwrap());
    let process = format!("/proc/{}", server.process.id());
    assert_eq!(owner(Path::new(&process).join("mem").as_path()), 0);
    server.terminate();
}

#[tokio::test]
async fn the_log_names_routes_and_never_what_was_asked_or_sent() {
    let folder = tempfile::tempdir().unwrap();
    small_programme(folder.path()).await;
    let mut process = umbral(&["serve", "--port", "0"], folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let ready = lines.map(Result::unwrap).find(|line| line.starts_with("ready ")).unwrap();
    let mut log = process.stderr.take().unwrap();
    let server = Running { process, address: ready["ready http://".len()..].to_owned() };
    let head = |line: &str| format!("{line} HTTP/1.1\r\nHost: {0}\r\nConnection: close\r\n", server.address);
    let body = r#"{"name":"planted-name","password":"planted-password","code":"planted-code"}"#;
    let post = format!(
        "{}Origin: http://{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        head("POST /api/session/password"),
        server.address,
        body.len()
    );
    assert!(server.answer(&post).starts_with("HTTP/1.1 401"), "{}", server.answer(&post));
    for line in ["GET /api/encounters/planted-id?about=planted-query", "GET /planted-page"] {
        let cookie = "Cookie: session=planted-cookie\r\nUser-Agent: planted-agent\r\n\r\n";
        server.answer(&format!("{}{cookie}", head(line)));
    }
    server.terminate();
    let mut said = String::new();
    log.read_to_string(&mut said).unwrap();
    assert!(said.contains("/api/encounters/{encounter}") || said.contains("/api/encounters/{id}"), "{said}");
    assert!(said.contains("/api/session/password"), "{said}");
    assert!(!said.contains("planted"), "{said}");
}

#[tokio::test]
async fn a_connection_that_dribbles_its_headers_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    small_programme(folder.path()).await;
    let server = Running::start(folder.path());
    let started = Instant::now();
    let mut slow = server.request("GET /healthz HTTP/1.1\r\nHost: here\r\n");
    let mut answer = Vec::new();
    let _ = slow.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    assert!(started.elapsed() < Duration::from_secs(18), "{:?}", started.elapsed());
    server.terminate();
}

#[tokio::test]
async fn a_programme_begins_with_one_administrator_who_has_no_password_but_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let config = database::config(folder.path()).await;
    let begin = || {
        let arguments = ["begin", "--country", "XV", "--country-name", "Valdoria", "--site", "Northgate"];
        let mut command = umbral(&arguments, folder.path());
        command.args(["--address", "https://umbral.example"]);
        command
    };
    let (good, link, words) = done(begin());
    assert!(good && link.starts_with("https://umbral.example/enter#"), "{words}");
    let service = Service::open(config, Clock::System).await.unwrap();
    let accounts = service.accounts().await.unwrap();
    assert_eq!((accounts.len(), accounts[0].role), (1, Role::Administrator));
    service.close().await;
    let (good, _, words) = done(begin());
    assert!(!good && words.contains("holds a programme already"), "{words}");
}
