//! Encrypted connections to a shared ledger, and passwords from a file, on a real PostgreSQL.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    house::{Answer, House},
    server::Server,
};

fn openssl(folder: &Path, args: &str) {
    let answer = Command::new("openssl").args(args.split(' ')).current_dir(folder).output().expect("openssl");
    assert!(answer.status.success(), "openssl {args}: {}", String::from_utf8_lossy(&answer.stderr));
}

/// An authority of our own, `<name>.pem`.
fn authority(folder: &Path, name: &str) -> PathBuf {
    openssl(
        folder,
        &format!("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={name} -keyout {name}.key -out {name}.pem"),
    );
    folder.join(format!("{name}.pem"))
}

/// A server whose certificate, for `localhost` alone, that authority signed.
fn server(folder: &Path, authority: &str) -> Server {
    openssl(folder, "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr");
    fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
    openssl(
        folder,
        &format!(
            "x509 -req -in server.csr -CA {authority}.pem -CAkey {authority}.key -CAcreateserial -days 2 -extfile names -out server.crt"
        ),
    );
    let server = Server::start(&[]);
    server.crash();
    let data = server.folder().join("data");
    for file in ["server.crt", "server.key"] {
        fs::copy(folder.join(file), data.join(file)).unwrap();
        let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(&data).unwrap());
        std::os::unix::fs::chown(data.join(file), Some(owner), Some(owner)).unwrap();
        fs::set_permissions(data.join(file), fs::Permissions::from_mode(0o600)).unwrap();
    }
    let text = fs::read_to_string(data.join("postgresql.conf")).unwrap();
    fs::write(data.join("postgresql.conf"), text + "ssl = on\n").unwrap();
    server.resume();
    server
}

#[test]
fn the_certificate_of_the_server_is_checked_as_the_url_asks() {
    let (house, folder) = (House::new(), tempfile::tempdir().unwrap());
    let (own, other) = (authority(folder.path(), "own"), authority(folder.path(), "other"));
    let server = server(folder.path(), "own");
    let name = server.database().name.clone();
    let check = |host: &str, query: &str| -> Answer {
        let url = format!("postgres://postgres@{host}:{}/{name}?{query}", server.port);
        house.okno_with(house.me(), &[("OKNO_LEDGER", &url)], &["status"])
    };
    let (own, other) = (own.display(), other.display());
    check("localhost", &format!("sslmode=verify-full&sslrootcert={own}")).exits(0);
    check("127.0.0.1", &format!("sslmode=verify-ca&sslrootcert={own}")).exits(0);
    check("127.0.0.1", "sslmode=require").exits(0);
    for (host, query) in [
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={own}")),
        ("localhost", format!("sslmode=verify-full&sslrootcert={other}")),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={other}")),
        ("127.0.0.1", format!("sslmode=require&sslrootcert={other}")),
        ("localhost", "sslmode=verify-full&sslrootcert=/nowhere/ca.pem".to_owned()),
    ] {
        let refused = check(host, &query).exits(69);
        let told = refused.flat();
        assert!(told.contains("certificate"), "{host} {query}: {told}");
    }
}

#[test]
fn a_password_comes_from_the_file_of_passwords_which_is_for_its_owner_alone() {
    let house = House::new();
    let database = Server::shared().database();
    let (port, name) = (Server::shared().port, database.name.clone());
    database.execute(&format!(
        "DO $x$ BEGIN CREATE ROLE with_password NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $x$; \
         CREATE ROLE kept_{name} LOGIN PASSWORD 'ri:ght' IN ROLE with_password, {name}_gate"
    ));
    let passfile = house.path("passwords");
    let line = format!("# for okno\nother:1:*:*:wrong\n127.0.0.1:{port}:{name}:kept_{name}:ri\\:ght\n");
    fs::write(&passfile, line).unwrap();
    fs::set_permissions(&passfile, fs::Permissions::from_mode(0o600)).unwrap();
    let url = format!("postgres://kept_{name}@127.0.0.1:{port}/{name}");
    let path = passfile.display().to_string();
    let with = |vars: &[(&str, &str)]| house.okno_with(house.me(), vars, &["status"]);
    with(&[("OKNO_LEDGER", &url), ("PGPASSFILE", &path)]).exits(0);
    with(&[("OKNO_LEDGER", &format!("{url}?passfile={path}"))]).exits(0);
    with(&[("OKNO_LEDGER", &url)]).exits(69);
    fs::set_permissions(&passfile, fs::Permissions::from_mode(0o644)).unwrap();
    with(&[("OKNO_LEDGER", &url), ("PGPASSFILE", &path)]).exits(69);
}
