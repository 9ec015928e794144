//! The help: of every command, fitting its width, and true.

use std::{collections::BTreeSet, fs, path::Path};

use okno::env::Terminal;

use crate::house::{House, Where, olga};

/// The commands of a help page.
fn commands_in(page: &str) -> Vec<String> {
    let list = page.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = list.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("    "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).filter(|name| name != "help").collect()
}

/// The widest line; how a command is called stays on one line, so that it can be copied.
fn width(page: &str) -> usize {
    let lines = page.lines().filter(|line| !line.contains("Usage: "));
    lines.map(|line| line.chars().count()).max().unwrap_or_default()
}

/// Every command there is, with the commands below it.
fn all_commands(house: &House) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::from([Vec::new()]);
    let mut open = vec![Vec::new()];
    while let Some(command) = open.pop() {
        for name in commands_in(&help(house, &command)) {
            let below = [command.clone(), vec![name]].concat();
            found.insert(below.clone());
            open.push(below);
        }
    }
    found
}

fn help(house: &House, command: &[String]) -> String {
    let args: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
    let answer = house.okno(&args).exits(0);
    assert_eq!(answer.err, "");
    answer.out
}

#[test]
fn every_command_has_a_help_page_of_eighty_columns() {
    let house = House::new();
    let commands = all_commands(&house);
    assert!(commands.len() > 25, "{commands:?}");
    for command in &commands {
        let page = help(&house, command);
        assert!(page.contains("Usage: okno"), "{command:?}");
        assert!(!page.contains('\u{1b}'), "{command:?}");
        assert!(width(&page) <= 80, "{command:?}\n{page}");
        let args: Vec<&str> = command.iter().map(String::as_str).chain(["-h"]).collect();
        house.okno(&args).exits(0);
    }
    assert_eq!(house.files(), ["backups", "windows.toml"]);
}

#[test]
fn a_help_page_is_as_wide_as_the_terminal_within_reason() {
    let house = House::new();
    let widest = |columns| {
        let terminal = Terminal { stdout: true, columns: Some(columns), ..Terminal::default() };
        let args = ["plan", "--help", "--color", "never"];
        width(&house.okno_at(Where { terminal, ..Where::of(&olga()) }, &args).out)
    };
    assert!(widest(60) <= 60);
    assert!(widest(100) > 80);
    assert!(widest(300) <= 100);
}

/// The commands that a source text proposes: what follows `okno` at the beginning of a string, in backquotes, or after
/// a colon. `okno backup take` of `"okno backup take --system {}"`.
fn proposed_in(text: &str) -> Vec<Vec<String>> {
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let begins = |at: usize| ["`", "\"", ": "].iter().any(|before| text[..at].ends_with(before));
    let words = |at: usize| {
        let rest = text[at..].split([' ', '`', '"', ':', '\\', '.', ',', ')', '\n']).skip(1);
        rest.take_while(is_word).map(str::to_owned).collect::<Vec<_>>()
    };
    let proposed = text.match_indices("okno ").map(|(at, _)| at).filter(|at| begins(*at)).map(words);
    proposed.filter(|words| !words.is_empty()).collect()
}

#[test]
fn every_command_that_a_text_proposes_exists() {
    let house = House::new();
    let commands = all_commands(&house);
    let mut checked = 0;
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let spoken = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for named in spoken.flat_map(proposed_in) {
            let first = &named[0];
            let below = commands.iter().any(|command| command.len() == 2 && command[0] == *first);
            let depth = if below { named.len().min(2) } else { 1 };
            assert!(commands.contains(&named[..depth]), "{}: there is no okno {}", path.display(), named.join(" "));
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
