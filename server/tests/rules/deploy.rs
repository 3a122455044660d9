//! The files in `deploy/` fit this program: arguments that it takes, ports and paths that it has, secrets that are there.
//! Whether containers come up is not tried here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize as _;
use serde_yaml::Value;

const PORT: u64 = 8470;

fn deploy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name)
}

/// The documents of a file.
fn documents(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(deploy(name)).unwrap();
    serde_yaml::Deserializer::from_str(&text).map(|document| Value::deserialize(document).unwrap()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_sequence().unwrap().iter().map(text).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_sequence().map_or(&[], Vec::as_slice)
}

/// Has the program read a command line up to the end, and then only say what it could do.
fn is_understood(arguments: &[String]) {
    let asked = Command::new(env!("CARGO_BIN_EXE_umbral")).args(arguments).arg("--help").output().unwrap();
    assert!(asked.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&asked.stderr));
}

/// The pod of the first deployment in a file, and its one container.
fn pod(file: &str) -> (Value, Value) {
    let deployment = documents(file).into_iter().find(|it| it["kind"] == "Deployment").unwrap();
    let pod = deployment["spec"]["template"]["spec"].clone();
    let containers = list(&pod["containers"]);
    assert_eq!(containers.len(), 1, "{file}");
    let container = containers[0].clone();
    (pod, container)
}

#[test]
fn an_argument_that_there_is_not_would_be_noticed() {
    let asked = Command::new(env!("CARGO_BIN_EXE_umbral")).args(["serve", "--no-such", "--help"]).output();
    assert!(!asked.unwrap().status.success());
}

#[test]
fn what_kubernetes_starts_is_this_program_with_arguments_that_it_takes() {
    for file in ["kubernetes/server.yaml", "kubernetes/matchers.yaml"] {
        let (_, container) = pod(file);
        // The image has no entry point: what is in `args` alone would be taken for a program.
        assert_eq!(texts(&container["command"]), ["umbral"], "{file}");
        is_understood(&texts(&container["args"]));
    }
}

#[test]
fn what_kubernetes_asks_and_forwards_is_a_path_and_the_port_of_the_server() {
    let (_, container) = pod("kubernetes/server.yaml");
    assert_eq!(container["ports"][0]["containerPort"].as_u64(), Some(PORT));
    let paths: BTreeSet<String> = server::routes()
        .into_iter()
        .filter(|(method, _)| *method == axum::http::Method::GET)
        .map(|(_, path)| path.to_owned())
        .collect();
    for probe in ["readinessProbe", "livenessProbe"] {
        let asked = &container[probe]["httpGet"];
        assert_eq!(asked["port"].as_u64(), Some(PORT), "{probe}");
        assert!(paths.contains(&text(&asked["path"])), "{probe}: {:?}", asked["path"]);
    }
    let service = documents("kubernetes/server.yaml").into_iter().find(|it| it["kind"] == "Service").unwrap();
    assert_eq!(service["spec"]["ports"][0]["port"].as_u64(), Some(PORT));
    let help = Command::new(env!("CARGO_BIN_EXE_umbral")).args(["serve", "--help"]).output().unwrap();
    assert!(String::from_utf8_lossy(&help.stdout).contains(&format!("[default: {PORT}]")));
}

#[test]
fn the_files_that_kubernetes_arguments_name_are_mounted() {
    for file in ["kubernetes/server.yaml", "kubernetes/matchers.yaml"] {
        let (pod, container) = pod(file);
        let there: BTreeSet<String> = list(&container["volumeMounts"])
            .iter()
            .flat_map(|mount| {
                let volume = list(&pod["volumes"]).iter().find(|volume| volume["name"] == mount["name"]);
                let volume = volume.unwrap_or_else(|| panic!("{file}: no volume {:?}", mount["name"]));
                let path = text(&mount["mountPath"]);
                let items = list(&volume["secret"]["items"]).iter();
                items
                    .map(|item| format!("{path}/{}", text(&item["path"])))
                    .chain([path.clone()])
                    .collect::<Vec<_>>()
            })
            .collect();
        for argument in texts(&container["args"]) {
            let value = argument.split_once('=').map_or("", |(_, value)| value);
            let of_image = value == "/web";
            assert!(!value.starts_with('/') || of_image || there.contains(value), "{file}: {argument}");
        }
    }
}

#[test]
fn what_compose_starts_is_this_program_with_arguments_that_it_takes() {
    let compose = documents("compose.yaml").remove(0);
    let matcher = texts(&compose["services"]["matcher"]["command"]);
    assert_eq!(matcher[0], "umbral");
    is_understood(&matcher[1..]);

    // The server's is a line for the shell: that line, with a program in its way that only asks what it could do.
    let server = texts(&compose["services"]["server"]["command"]);
    assert_eq!(server[..2], ["sh", "-c"]);
    let folder = tempfile::tempdir().unwrap();
    let stand_in = folder.path().join("umbral");
    let script = format!("#!/bin/sh\nexec {} \"$@\" --help\n", env!("CARGO_BIN_EXE_umbral"));
    std::fs::write(&stand_in, script).unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&stand_in, executable).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let asked = Command::new("sh")
        .args(["-c", &server[2].replace("$$", "$")])
        .env("PATH", path)
        .env("UMBRAL_PUBLIC_ORIGIN", "https://umbral.example")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    assert!(said.contains("Usage: umbral serve"), "{said}");
}

#[test]
fn the_secrets_volumes_and_ports_of_compose_are_there() {
    let compose = documents("compose.yaml").remove(0);
    let names = |value: &Value| -> BTreeSet<String> {
        value.as_mapping().map(|all| all.keys().map(text).collect()).unwrap_or_default()
    };
    let (secrets, volumes) = (names(&compose["secrets"]), names(&compose["volumes"]));
    for (name, service) in compose["services"].as_mapping().unwrap() {
        let given: BTreeSet<String> = list(&service["secrets"]).iter().map(text).collect();
        assert!(given.is_subset(&secrets), "{name:?}: {given:?}");
        let written = serde_yaml::to_string(service).unwrap();
        for (at, start) in written.match_indices("/run/secrets/") {
            let name: String = written[at + start.len()..]
                .chars()
                .take_while(|letter| letter.is_ascii_alphanumeric() || "._".contains(*letter))
                .collect();
            assert!(given.contains(&name), "{name} is read and not given: {written}");
        }
        for volume in list(&service["volumes"]).iter().map(text) {
            assert!(volumes.contains(volume.split(':').next().unwrap()), "{volume}");
        }
        for other in list(&service["depends_on"]).iter().map(text) {
            assert!(compose["services"].get(other.as_str()).is_some(), "{other}");
        }
    }
    let ports = texts(&compose["services"]["ground"]["ports"]);
    assert_eq!(ports, [format!("127.0.0.1:{PORT}:{PORT}")], "beyond the machine nothing goes without TLS");
}

#[test]
fn the_image_has_what_the_files_start() {
    let image = std::fs::read_to_string(deploy("Dockerfile")).unwrap();
    assert!(image.contains("COPY target/release/umbral /usr/local/bin/umbral"));
    assert!(image.contains("COPY target/web /web"));
    assert!(!image.contains("ENTRYPOINT"), "what is started names the program itself");
    assert!(image.contains("USER 10001:10001"));
}
