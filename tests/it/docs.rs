//! docs/*.md and README.md: what they point to is there.

use std::{collections::BTreeMap, fs, path::Path};

/// The pages of docs/ and README.md, by their names.
fn pages() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let files = files.chain([root.join("README.md")]);
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    pages.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// The headings of a page, without what stands in code blocks.
fn headings(page: &str) -> Vec<&str> {
    let mut in_code = false;
    let lines = page.lines().filter(|line| {
        in_code ^= line.starts_with("```");
        !in_code
    });
    lines.filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim()).collect()
}

/// The anchor of a heading, as code forges make it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn each_link_to_a_part_of_a_page_leads_to_one() {
    let pages = pages();
    let mut links = 0;
    for (name, page) in &pages {
        for target in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let Some((to, part)) = target.split_once('#').filter(|_| !target.contains("://")) else { continue };
            let to = if to.is_empty() { name } else { to.trim_start_matches("../").trim_start_matches("docs/") };
            let Some(page) = pages.get(to) else { panic!("{name}: {target} leads to no page") };
            assert!(headings(page).iter().any(|heading| anchor(heading) == part), "{name}: {target} leads nowhere");
            links += 1;
        }
    }
    assert!(links > 3, "{links}");
}

#[test]
fn what_a_table_of_windows_toml_announces_below_is_there() {
    let pages = pages();
    let page = &pages["windows-toml.md"];
    let headings = headings(page);
    let rows = page.lines().filter(|line| line.starts_with("| `") && line.contains(", below"));
    let keys: Vec<_> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
    for key in &keys {
        let is_about = |heading: &&str| {
            let subject = heading.split(':').next().unwrap().trim_end_matches(']');
            subject.rsplit('.').next() == Some(key)
        };
        assert!(headings.iter().any(is_about), "nothing below is about {key}");
    }
    assert!(keys.contains(&"retention") && keys.contains(&"of"), "{keys:?}");
}
