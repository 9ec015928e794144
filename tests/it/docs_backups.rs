//! docs/backups.md: what it shows of transfer, drill and crontabs is run as it stands there.

use std::{fs, path::Path, process::Command};

use chrono::TimeDelta;

use crate::{
    archived::Archived,
    house::{House, RULES, answer_of},
    server::program,
};

/// The first block of that language below a heading.
fn block(heading: &str, language: &str) -> String {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/backups.md")).unwrap();
    let (_, below) = page.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let below = below.split("\n## ").next().unwrap();
    let (_, block) = below.split_once(&format!("```{language}\n")).unwrap_or_else(|| panic!("no {language}: {below}"));
    block.split("```").next().unwrap().to_owned()
}

/// The rules up to the tool, and those lines.
fn house(backup: &str) -> House {
    House::with_rules(&(RULES.split("tool =").next().unwrap().to_owned() + backup))
}

/// Whether cron takes that for one of its fields; lists, ranges and steps are not written here.
fn is_field(text: &str, [least, most]: [u8; 2]) -> bool {
    text == "*" || text.bytes().all(|c| c.is_ascii_digit()) && text.parse().is_ok_and(|at| (least..=most).contains(&at))
}

/// The commands of a crontab, as cron hands them to the shell. Whatever cron would not take fails.
#[track_caller]
fn commands(crontab: &str) -> Vec<String> {
    let mut commands = Vec::new();
    for line in crontab.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once('=').filter(|(name, _)| !name.contains(' ')) {
            assert!(name.bytes().all(|c| c.is_ascii_uppercase() || c == b'_'), "{line}");
            continue;
        }
        let parts: Vec<_> = line.splitn(6, ' ').collect();
        let [minute, hour, day, month, weekday, command] = parts[..] else { panic!("six parts: {line}") };
        for (field, bounds) in [(minute, [0, 59]), (hour, [0, 23]), (day, [1, 31]), (month, [1, 12]), (weekday, [0, 7])]
        {
            assert!(is_field(field, bounds), "{field:?} in {line}");
        }
        assert!(command.starts_with('/'), "cron has a PATH of its own: {line}");
        assert!(!command.replace("\\%", "").contains('%'), "cron ends a command there: {line}");
        commands.push(command.replace("\\%", "%"));
    }
    commands
}

/// The words after the program and its rules.
fn arguments(command: &str) -> Vec<&str> {
    let rest = command.strip_prefix("/usr/local/bin/okno --config /etc/okno/windows.toml ");
    rest.unwrap_or_else(|| panic!("{command}")).split(' ').collect()
}

#[test]
fn the_crontab_that_is_printed_is_one_that_cron_takes() {
    let house = House::new();
    let rules = house.path("windows.toml");
    for system in [&[][..], &["--system", "shop"]] {
        let printed = house.okno(&[&["backup", "schedule", "--cron"], system].concat()).exits(0).out;
        let [command] = &commands(&printed)[..] else { panic!("{printed}") };
        assert!(command.contains(rules.to_str().unwrap()) && command.contains(" backup take --due"), "{command}");
        assert!(printed.ends_with('\n'), "cron passes over a last line without an end: {printed:?}");
    }
}

#[test]
#[should_panic(expected = "in 60 * * * *")]
fn a_crontab_that_cron_would_not_take_is_noticed() {
    commands("60 * * * * /usr/local/bin/okno backup take --due\n");
}

#[test]
fn the_transfer_of_the_page_copies_and_its_crontab_runs_it_and_prunes() {
    let transfer = block("## Transfer", "toml");
    let house = house("tool = \"files\"\npattern = \"dumps/shop-*.sql.gz\"\n");
    let server = house.path("server").display().to_string();
    assert!(
        transfer.contains("\"/mnt/backup-server/\"") && transfer.contains("/mnt/backup-server/shop-"),
        "{transfer}"
    );
    let rules = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", rules + &transfer.replace("/mnt/backup-server", &server));
    for folder in ["dumps", "server"] {
        fs::create_dir(house.path(folder)).unwrap();
    }
    let name = format!("shop-{}.sql.gz", house.now().format("%Y%m%dT%H%M%SZ"));
    let made = house.now().to_rfc3339();
    let script = format!(
        "echo 'INSERT INTO orders VALUES (1);' | gzip > {name} && sha256sum {name} > {name}.sha256 && touch -d {made} {name}*"
    );
    assert!(Command::new("sh").args(["-c", &script]).current_dir(house.path("dumps")).status().unwrap().success());
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);

    let crontab = commands(&block("### Timers", ""));
    let [transfers, prunes, _] = &crontab[..] else { panic!("{crontab:?}") };
    house.okno(&arguments(transfers)).exits(0);
    assert!(!house.path("server").join(&name).exists(), "not due on the very day");
    house.pass(TimeDelta::days(3));
    let moved = house.okno(&arguments(transfers)).exits(0);
    let [here, there] = ["dumps", "server"].map(|folder| fs::read(house.path(folder).join(&name)).unwrap());
    assert_eq!(here, there, "{moved:?}");
    assert!(house.kinds().contains(&"backup.transferred".to_owned()));
    house.okno(&arguments(prunes)).exits(0);
    assert!(house.path("dumps").join(&name).exists(), "nothing is old enough to go");
}

#[test]
fn the_drill_of_the_page_restores_into_a_database_of_its_own_and_refutes_a_dump_without_orders() {
    let bin = program("pg_restore").parent().unwrap().to_path_buf();
    let house = house(&format!("tool = \"pg_dump\"\npattern = \"dumps/shop-*\"\nbin = \"{}\"\n", bin.display()));
    let keys = block("## Restore drill", "toml").replace("[systems.shop.backup]\n", "");
    let rules = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", rules + &keys);
    house.script("restore-and-count", &block("## Restore drill", "sh"));
    fs::create_dir(house.path("dumps")).unwrap();
    house.follow_the_real_clock();
    house.okno(&["policy", "adopt", "--yes"]).exits(0);

    let conninfo = Archived::shared().conninfo();
    let of = |key: &str| conninfo.split(' ').find_map(|word| word.strip_prefix(key)).unwrap().to_owned();
    #[expect(clippy::disallowed_methods, reason = "the tests find their tools where the person who runs them does")]
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let variables = [("PGHOST", of("host=")), ("PGPORT", of("port=")), ("PGUSER", of("user=")), ("PATH", path)];
    let okno = |arguments: &[&str]| answer_of(house.program(arguments).envs(variables.clone()));
    let dump = |seconds: i64, arguments: &[&str]| {
        let made = house.now() - TimeDelta::seconds(seconds);
        let path = house.path(&format!("dumps/shop-{}.dump", made.format("%Y%m%dT%H%M%SZ")));
        let mut command = Command::new(program("pg_dump"));
        answer_of(command.args(["-Fc", "-d", &conninfo, "-f"]).arg(path).args(arguments)).exits(0);
        okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    };
    let crontab = commands(&block("### Timers", ""));
    let drill = arguments(&crontab[2]);
    dump(9, &[]);
    okno(&drill).exits(0);
    let known = okno(&["backup", "list", "--format", "json"]).exits(0).json();
    assert_eq!(known["systems"][0]["backups"][0]["evidence"], "restored", "{known}");
    dump(3, &["--schema-only"]);
    okno(&drill).exits(77);
    let left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'okno_drill%'";
    let left = answer_of(Command::new(program("psql")).args(["-XAtd", &conninfo, "-c", left])).exits(0);
    assert_eq!(left.out.trim(), "0", "the scratch database is gone");
}
